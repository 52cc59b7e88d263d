"""A batch as jobs that Slurm would be given."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.batch.places import Places
from pipeline.batch.shuffle import count
from tests.command_line import ROOT, run
from tests.site_pages import archive, page

# What Slurm's own programs do, as far as datatrove sees it: jobs are numbered, and run nowhere.
SBATCH = """#!/bin/sh
for file; do :; done
number=$(($(ls "$JOBS" | wc -l) + 1))
{ echo "# $*"; cat "$file"; } > "$JOBS/$number"
echo "Submitted batch job $number"
"""
SRUN = """#!/bin/sh
while [ "${1#-}" != "$1" ]; do [ "$1" = -n ] && shift; shift; done
exec "$@"
"""
SCONTROL = "#!/bin/sh\necho localhost\n"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    for first in range(0, 12, 6):
        archive([page(n, of=n % 10) for n in range(first, first + 6)], folder / str(first))
    return folder


def test_slurm_is_handed_a_job_for_each_stage_after_the_one_before(small: Path, tmp_path: Path) -> None:
    tools, jobs = tmp_path / "bin", tmp_path / "jobs"
    tools.mkdir()
    jobs.mkdir()
    for name, script in (("sbatch", SBATCH), ("srun", SRUN), ("scontrol", SCONTROL)):
        (tools / name).write_text(script)
        (tools / name).chmod(0o755)
    environment = {**os.environ, "JOBS": str(jobs), "PATH": f"{tools}:{os.environ['PATH']}"}
    words = ["batch", small, "--output", tmp_path / "out", "--executor", "slurm"]
    code, _, err = run(*words)
    assert (code, err) == (2, "error: name the partition of Slurm with --partition NAME\n")
    code, out, err = run(*words, "--partition", "cpu", "--workers", "8", env=environment)
    assert (code, err) == (0, "")
    assert out.startswith("14 jobs handed to Slurm: ")
    scripts = {path.name: path.read_text() for path in jobs.iterdir()}
    stages = {name: text for name, text in scripts.items() if "launch_pickled_pipeline" in text}
    assert len(stages) == 14
    before = None
    for number in sorted(stages, key=int):
        assert before is None or f"--dependency=afterok:{before}" in stages[number].splitlines()[0]
        before = number
    first, *_ = (stages[number] for number in sorted(stages, key=int))
    assert "#SBATCH --array=0-1%8" in first
    assert "#SBATCH --partition=cpu" in first
    # The script does what it says where it is run.
    inside = {**environment, "SLURM_ARRAY_TASK_ID": "1", "SLURM_NODELIST": "localhost", "RUN_OFFSET": "0"}
    subprocess.run(
        ["bash", "-c", first], env=inside, cwd=tmp_path, check=True, capture_output=True, timeout=120
    )
    assert count(Places(tmp_path / "out").stage("read", 1, ".lines")) == 6
    assert not Places(tmp_path / "out").stage("read", 0, ".lines").exists()


def test_other_commands_do_not_load_what_batches_need() -> None:
    """Scrapy imports every command to run one."""
    script = "import sys, pipeline.commands.batch, pipeline.commands.ingest; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"datatrove", "ray", "pyarrow", "pipeline.batch.stages"} & set(done.stdout.split())
