"""A batch as jobs that Slurm would be given."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from pipeline.batch.on_slurm import Queue, refuse_queued, submit
from pipeline.batch.places import Places
from pipeline.batch.plan import planned
from pipeline.batch.reading import Reading
from pipeline.batch.shards import find_shards
from pipeline.batch.shuffle import count
from pipeline.batch.stages import stages
from pipeline.errors import InputError
from tests.command_line import run
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
# The jobs that Slurm still has are files, too.
SQUEUE = '#!/bin/sh\nls "$QUEUED" 2>/dev/null\ntrue\n'


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    for first in range(0, 12, 6):
        archive([page(n, of=n % 10) for n in range(first, first + 6)], folder / str(first))
    return folder


@pytest.fixture
def slurm(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that has Slurm."""
    tools, jobs, queued = (tmp_path / name for name in ("bin", "jobs", "queued"))
    for folder in (tools, jobs, queued):
        folder.mkdir()
    programs = {"sbatch": SBATCH, "srun": SRUN, "scontrol": SCONTROL, "squeue": SQUEUE}
    for name, script in programs.items():
        (tools / name).write_text(script)
        (tools / name).chmod(0o755)
    path = f"{tools}:{os.environ['PATH']}"
    return {**os.environ, "JOBS": str(jobs), "QUEUED": str(queued), "PATH": path}


def test_slurm_is_handed_a_job_for_each_stage_after_the_one_before(
    small: Path, tmp_path: Path, slurm: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs, queued = tmp_path / "jobs", tmp_path / "queued"
    words = ["batch", small, "--output", tmp_path / "out", "--executor", "slurm"]
    code, _, err = run(*words)
    assert (code, err) == (2, "error: name the partition of Slurm with --partition NAME\n")
    code, out, err = run(*words, "--partition", "cpu", "--workers", "8", env=slurm)
    assert (code, err) == (0, "")
    assert out.startswith("14 jobs handed to Slurm: ")
    scripts = {path.name: path.read_text() for path in jobs.iterdir()}
    jobs_of_stages = {name: text for name, text in scripts.items() if "launch_pickled_pipeline" in text}
    assert len(jobs_of_stages) == 14
    before = None
    for number in sorted(jobs_of_stages, key=int):
        assert before is None or f"--dependency=afterok:{before}" in jobs_of_stages[number].splitlines()[0]
        before = number
    first, *_ = (jobs_of_stages[number] for number in sorted(jobs_of_stages, key=int))
    assert "#SBATCH --array=0-1%8" in first
    assert "#SBATCH --partition=cpu" in first
    # The script does what it says where it is run.
    work_as_job(first, 1, tmp_path, slurm)
    assert count(Places(tmp_path / "out").stage("read", 1, ".lines")) == 6
    assert not Places(tmp_path / "out").stage("read", 0, ".lines").exists()
    work_as_job(first, 0, tmp_path, slurm)
    # While Slurm has jobs of it, nobody else works on it.
    monkeypatch.setenv("PATH", slurm["PATH"])
    monkeypatch.setenv("QUEUED", str(queued))
    refuse_queued(Places(tmp_path / "out"))
    (queued / "1").touch()
    with pytest.raises(InputError, match="Slurm has jobs of"):
        refuse_queued(Places(tmp_path / "out"))
    (queued / "1").unlink()
    _, out, _ = run(*words, "--partition", "cpu", env=slurm)
    assert out.startswith("13 jobs handed to Slurm: 2"), "the first stage is done"
    assert "-1" not in out
    # Refused by Slurm, it is one line.
    (tmp_path / "bin" / "sbatch").write_text("#!/bin/sh\nexit 1\n")
    places = Places(tmp_path / "other")
    plan = planned(places, find_shards([str(small)]), None, {})
    with pytest.raises(InputError, match="Slurm refused the job of the stage read: see what sbatch said"):
        submit(stages(places, plan, Reading({})), places, Queue("nowhere", "1:00:00", 1), -1)


def work_as_job(script: str, task: int, folder: Path, slurm: dict[str, str]) -> None:
    inside = {**slurm, "SLURM_ARRAY_TASK_ID": str(task), "SLURM_NODELIST": "localhost", "RUN_OFFSET": "0"}
    command = ["bash", "-c", script]
    subprocess.run(command, env=inside, cwd=folder, check=True, capture_output=True, timeout=120)
