"""``scrapy schedule``: each mistake in one line, the next times, units and crontab lines."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from pipeline.crawl.planning import planned
from pipeline.errors import InputError
from pipeline.schedule import crontab
from pipeline.schedule.child import last_line, log_file
from pipeline.schedule.ends import started
from pipeline.schedule.entries import Entry, Planned, load
from pipeline.schedule.triggers import utc
from pipeline.schedule.units import units
from tests.command_line import ROOT, places, run
from tests.loopback import crawl, document, listing, serving

MONITORS = (
    "document share", "reject share", "block share", "listing links", "selectors", "titles", "texts", "fields",
    "expected documents",
)  # fmt: skip
GOOD = """
timezone = "Asia/Shanghai"
[doc777]
cron = "15 3 * * *"
arguments = { limit = 500 }
[often]
spider = "site"
every = "6h"
arguments = { url = "https://example.org/a b%20c$d" }
settings = { DOWNLOAD_DELAY = 6, RECRAWL_ALL = true }
[resting]
spider = "renrendoc"
cron = "@weekly"
timezone = "UTC"
enabled = false
"""


def schedule(text: str, folder: Path, *words: object, **options: object) -> tuple[int, str, str]:
    file = folder / "schedule.toml"
    file.write_text(text, "utf-8")
    return run("schedule", file, *words, **options)


def test_the_schedule_that_comes_with_it_is_valid() -> None:
    code, out, err = run("schedule")
    assert (code, err) == (0, "")
    assert "doc777: crawl doc777 -a minutes=120 (15 2 * * *)\n  not enabled\n" in out


def test_the_next_three_times_of_each_entry(tmp_path: Path) -> None:
    code, out, err = schedule(GOOD, tmp_path)
    assert (code, err) == (0, "")
    assert re.search(r"^doc777: crawl doc777 -a limit=500 \(15 3 \* \* \*\)\n(  \w{3} [-\d]+ 03:15:00 CST\n){3}often",
                     out, re.MULTILINE)  # fmt: skip
    assert "-s DOWNLOAD_DELAY=6 -s RECRAWL_ALL=1 (every 6h)\n" in out
    assert out.endswith("resting: crawl renrendoc (0 0 * * 0)\n  not enabled\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[doc777\n", "schedule.toml is not TOML"),
        ("cron = '* * * * *'", "cron: only timezone stands alone; write a table [cron]"),
        ("['a b']\ncron = '@daily'", "[a b]: a name has only letters, digits, _ and -"),
        ("[doc777]", '[doc777] give cron = "15 3 * * *" or every = "6h", one of them'),
        ("[doc777]\ncron = '@daily'\nevery = '1d'", "[doc777] give cron"),
        ("[doc777]\ncron = '61 * * * *'", '[doc777] cron: "61 * * * *" is no cron expression: minute 61 is not'),
        ("[doc777]\ncron = 5", "[doc777] cron: Input should be a valid string"),
        ("[doc777]\nevery = '90'", '[doc777] every: "90" is no interval: write a number with s, m, h or d'),
        ("[doc777]\ncorn = '@daily'", "[doc777] corn: there is no such field; there are spider, cron, every,"),
        ("[doc777]\ncron = '@daily'\nenabled = 'yes'", "[doc777] enabled: Input should be a valid boolean"),
        ("[doc777]\ncron = '@daily'\ntimezone = 'China'", '[doc777] timezone: "China" is no time zone'),
        ("timezone = '../etc'\n[doc777]\ncron = '@daily'", '[doc777] timezone: "../etc" is no time zone'),
        ("[doc777]\ncron = '@daily'\narguments = 5", "[doc777] arguments: Input should be a valid dictionary"),
        ("[doc778]\ncron = '@daily'", "[doc778] spider: there is no spider doc778 (did you mean doc777"),
        ("[doc777]\ncron = '@daily'\narguments = {limt = 5}", "[doc777] arguments: spider doc777 has no argument limt"),
        ("[doc777]\ncron = '@daily'\narguments = {limit = 0}", "[doc777] arguments: limit=0 is not possible"),
        ("[site]\ncron = '@daily'", "[site] arguments: spider site needs an address"),
        ("[doc777]\ncron = '@daily'\nsettings = {DATABSE = 'x'}", "[doc777] settings: there is no setting DATABSE"),
        ("[doc777]\ncron = '@daily'\nsettings = {ROBOTSTXT_OBEY = false}", "[doc777] settings: ROBOTSTXT_OBEY cannot"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_that_names_file_entry_and_field(text: str, line: str, tmp_path: Path) -> None:
    file = tmp_path / "schedule.toml"
    file.write_text(text, "utf-8")
    try:
        entries, mistakes = load(file)
        mistakes += planned(entries, get_project_settings())[1]
    except InputError as error:
        mistakes = [str(error)]
    (found,) = mistakes
    assert line in found
    assert "\n" not in found


def test_nothing_runs_while_there_are_mistakes_and_all_are_named(tmp_path: Path) -> None:
    text = "[a]\ncorn = '1'\nevery = 'x'\n[b]\nspider = 'nosuch'\ncron = '@daily'\n[doc777]\nevery = '1s'\n"
    for word in ("--daemon", "--cron"):
        code, out, err = schedule(text, tmp_path, word)
        assert (code, out, err.count("\n")) == (2, "", 3)
        assert err.count(f"error: {tmp_path / 'schedule.toml'}: [") == 3


def test_a_file_that_is_not_there_and_one_without_entries(tmp_path: Path) -> None:
    code, _, err = run("schedule", tmp_path / "none.toml")
    assert (code, err) == (2, f"error: {tmp_path / 'none.toml'} cannot be read: No such file or directory\n")
    code, out, err = schedule("# nothing yet", tmp_path)
    assert (code, err) == (0, "")
    assert "has no entry yet" in out
    for word in ("--daemon", "--cron", "--systemd"):
        code, _, err = schedule('timezone = "Asia/Shanghai"', tmp_path, word)
        assert (code, err.count("\n")) == (2, 1)
        assert "no entry that is enabled" in err


def test_units_are_what_systemd_reads(tmp_path: Path) -> None:
    code, out, err = schedule(GOOD, tmp_path, "--systemd", tmp_path / "units", "-s", "DATABASE=here.db")
    assert (code, err) == (0, "")
    assert out.endswith("systemctl enable --now wenji-doc777.timer wenji-often.timer\n")
    names = sorted(path.name for path in (tmp_path / "units").iterdir())
    assert names == ["wenji-doc777.service", "wenji-doc777.timer", "wenji-often.service", "wenji-often.timer"]
    service = (tmp_path / "units" / "wenji-doc777.service").read_text()
    assert f"WorkingDirectory={ROOT}\n" in service
    assert (
        f"ExecStart={sys.executable} -m scrapy crawl doc777 -a limit=500 -s ARCHIVE_DIR={ROOT}/archive -s DATABASE={ROOT}/here.db"
        f" -s EXPORTS_DIR={ROOT}/exports\n" in service
    )
    timer = (tmp_path / "units" / "wenji-doc777.timer").read_text()
    assert "OnCalendar=*-*-* 03:15:00 Asia/Shanghai\nPersistent=true\n" in timer
    assert '"url=https://example.org/a b%%20c$$d"' in (tmp_path / "units" / "wenji-often.service").read_text()
    assert "OnUnitActiveSec=6h\n" in (tmp_path / "units" / "wenji-often.timer").read_text()
    printed = schedule(GOOD, tmp_path, "--systemd")[1]
    assert printed.count("# wenji-") == 4
    if shutil.which("systemd-analyze"):
        files = [str(tmp_path / "units" / name) for name in names]
        found = subprocess.run(
            ["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False
        )
        assert (found.returncode, found.stderr) == (0, "")


def test_a_word_of_any_kind_reaches_the_command_whole() -> None:
    word = "a \"b\" \\ %n $HOME 'c'"
    entry = Entry(spider="x", every="15m")
    service = units("x", entry, Path("/srv/a b%c"), ["/bin/true", word])["wenji-x.service"]
    assert 'ExecStart=/bin/true "a \\"b\\" \\\\ %%n $$HOME \'c\'"\n' in service
    assert "WorkingDirectory=/srv/a b%%c\n" in service
    assert "OnUnitActiveSec=15min" in units("x", entry, Path("/"), ["/bin/true"])["wenji-x.timer"]


def test_crontab_lines_run_from_anywhere(tmp_path: Path) -> None:
    text = GOOD.replace('timezone = "Asia/Shanghai"', "").replace(
        'every = "6h"', 'cron = "*/30 1-5 * * mon-fri"'
    )
    code, out, err = schedule(text, tmp_path, "--cron", "-s", f"LOGS_DIR={tmp_path / 'logs'}")
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert first.startswith(
        f"15 3 * * * cd {ROOT} && mkdir -p {tmp_path}/logs/doc777 && SCRAPY_PROJECT=scheduled "
    )
    assert first.endswith(
        f"crawl doc777 -a limit=500 -s LOGS_DIR={tmp_path}/logs >> {tmp_path}/logs/doc777/cron.log 2>&1"
    )
    assert second.startswith("*/30 1-5 * * mon-fri cd ")
    # What cron hands to the shell, of which the shell makes the words again.
    command = second.split(" ", 5)[5].replace("\\%", "%")
    assert "url=https://example.org/a b%20c$d" in shlex.split(command)


def test_what_a_crontab_cannot_say_is_refused() -> None:
    root = Path("/srv")
    with pytest.raises(InputError, match=r"\[x\] every: a crontab knows no intervals"):
        crontab.line("x", Entry(spider="x", every="6h"), root, ["a"], root)
    with pytest.raises(InputError, match=r"\[x\] timezone: a crontab knows only this machine's zone"):
        crontab.line("x", Entry(spider="x", cron="@daily", timezone="Antarctica/Troll"), root, ["a"], root)


def test_one_entry_now(tmp_path: Path) -> None:
    pages = {"/": listing(("/p-1.html", "在大会上的讲话")), "/p-1.html": document("在大会上的讲话")}
    with serving(pages.get) as site:
        text = (
            f'[wen]\nspider = "site"\ncron = "@yearly"\nenabled = false\narguments = {{url = "{site.url}"}}\n'
        )
        text += "settings = {DOWNLOAD_DELAY = 0}\n"
        code, out, err = schedule(text, tmp_path, "--once", "wen", *places(tmp_path))
    assert (code, out.split(",")[0]) == (0, "2 pages: 1 document (1 new)")
    # The settings of unattended runs, whose log tells what happened.
    assert " INFO " in err
    code, _, err = schedule(text, tmp_path, "--once", "wenn", *places(tmp_path))
    assert (code, err) == (2, "error: there is no entry wenn (did you mean wen?)\n")


def test_arguments_reach_the_run_as_the_daemon_looks_for_them(tmp_path: Path) -> None:
    """A crawl by hand counts as the entry's last run, too."""
    with serving(lambda path: document("讲话") if path == "/p-1.html" else None) as site:
        done = crawl(f"{site.url}p-1.html", tmp_path, "limit=3")
    given = {"url": f"{site.url}p-1.html", "limit": "3"}
    each = Planned("wen", Entry(spider="site", every="1d"), "", given)
    assert utc(started(done.database, each)) == utc(done.rows("SELECT started_at FROM runs")[0][0])
    assert started(done.database, each._replace(given=given | {"limit": "4"})) is None
    assert started(tmp_path / "none.db", each) is None


def test_logs_are_kept_up_to_a_number(tmp_path: Path) -> None:
    at = utc("2024-05-01T08:00:00Z")
    assert at
    files = [log_file(tmp_path, "wen", at.replace(hour=hour), 3) for hour in range(5)]
    assert sorted(tmp_path.glob("wen/*")) == files[2:]
    assert files[0].name == "20240501T000000000000Z.log"
    files[4].write_text("one\ntwo \n\n")
    assert last_line(files[4]) == "two"
    assert last_line(files[3]) == ""


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="is not TOML"):
        load(tmp_path / "s.toml")


def test_the_manual_shows_what_there_is(tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "scheduled-runs.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", manual, re.DOTALL)
    (tmp_path / "s.toml").write_text(example, "utf-8")
    entries, mistakes = load(tmp_path / "s.toml")
    assert (list(entries), mistakes) == (["doc777"], [])
    assert planned(entries, get_project_settings())[1] == []
    for field in Entry.model_fields:
        assert field in (ROOT / "settings" / "schedule.toml").read_text("utf-8")
    for name in MONITORS:
        assert name in manual
    for setting in ("SCHEDULE", "SCHEDULE_PARALLEL", "LOGS_DIR", "LOGS_KEPT", "RUN_WEBHOOK"):
        assert setting in manual
        assert setting in get_project_settings()
