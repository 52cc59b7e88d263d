import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive.http_message import split_head, undo_codings

BODY = "同志们：今天我们开会。\n".encode() * 5000


def chunked(body: bytes, size: int, end: bytes = b"\r\n") -> bytes:
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%X%s%s%s" % (len(p), end, p, end) for p in pieces) + b"0" + end + end


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


CODINGS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "GZIP": gzip.compress,
    "identity": bytes,
    "unheard-of": bytes,
}


@pytest.mark.parametrize("coding", CODINGS)
def test_content_codings_are_undone(coding):
    assert undo_codings(CODINGS[coding](BODY), (("content-encoding", coding),)) == BODY


def test_deflate_without_a_frame_is_undone():
    assert undo_codings(raw_deflate(BODY), (("Content-Encoding", "deflate"),)) == BODY


def test_chunks_come_off_before_content_codings_in_reverse_order():
    served = chunked(gzip.compress(brotli.compress(BODY)), 1000)
    fields = (("Content-Encoding", "br"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))
    assert undo_codings(served, fields) == BODY
    assert undo_codings(served, (("Content-Encoding", "br, gzip"), ("Transfer-Encoding", "chunked"))) == BODY


def test_chunk_extensions_trailers_and_bare_line_ends():
    chunks = (("Transfer-Encoding", "chunked"),)
    assert undo_codings(b"5;a=b\r\nhello\r\n0\r\nTrailer: x\r\n\r\n", chunks) == b"hello"
    assert undo_codings(chunked(BODY, 999, b"\n"), chunks) == BODY
    assert undo_codings(b"5\r\nhello\r\n9\r\nwor", chunks) == b"hellowor"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "chunked"])
def test_a_body_that_is_not_what_its_header_says_stays(coding):
    for body in (b"", b"<html>", BODY):
        fields = (("Content-Encoding", coding), ("Transfer-Encoding", coding))
        assert undo_codings(body, fields) == body


def test_a_body_that_broke_off_is_kept_as_far_as_it_goes():
    whole = gzip.compress(BODY)
    part = undo_codings(whole[: len(whole) // 2], (("Content-Encoding", "gzip"),))
    assert part
    assert BODY.startswith(part)


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "zstd", "chunked"]))
def test_no_body_breaks_a_decoder(body, coding):
    undo_codings(body, (("Transfer-Encoding", coding),))


@given(st.binary(max_size=200))
def test_no_head_breaks_the_parser(octets):
    message = split_head(octets)
    assert octets.endswith(message.rest)
