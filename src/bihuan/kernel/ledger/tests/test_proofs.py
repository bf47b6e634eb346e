"""The tree, checkpoints, the export and the stand-alone verifier agree with the built-in one."""

from __future__ import annotations

import ast
import io
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.ledger import api, proving, signing, verifier
from bihuan.kernel.ledger.canonical import digest_of
from bihuan.kernel.ledger.models import Checkpoint, Entry, Node
from bihuan.kernel.ledger.tree import leaf_of, levels_of, path_of, root_by

if TYPE_CHECKING:
    from collections.abc import Callable

    Append = Callable[[int], list[Entry]]
    Console = Callable[..., None]

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> signing.Key:
    return signing.key_at(tmp_path_factory.mktemp("key") / "deep" / "ledger.pem")


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "LEVEL", 2)
    monkeypatch.setattr(proving, "BLOCK", 4)


# --- The tree ---------------------------------------------------------------------------------
def _leaves(size: int) -> list[bytes]:
    return [leaf_of(digest_of(str(number).encode())) for number in range(size)]


@pytest.mark.goal("C7")
@given(st.integers(1, 1025), st.data())
def test_every_leaf_is_proven_and_nothing_else(size: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, size - 1))
    levels = levels_of(_leaves(size))
    path, root = path_of(levels, place), levels[-1][0]
    assert root_by(levels[0][place], path, place=place, size=size) == root
    other = (place + 1) % size
    if other != place:
        assert root_by(levels[0][place], path, place=other, size=size) != root
        assert root_by(levels[0][other], path, place=place, size=size) != root
    assert root_by(levels[0][place], path[:-1], place=place, size=size) in {None, root} - {
        root if path else None
    }
    assert root_by(levels[0][place], (*path, root), place=place, size=size) is None
    assert root_by(levels[0][place], path, place=size, size=size) is None
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        bit = 1 << data.draw(st.integers(0, 7))
        bent = bytes([path[at][0] ^ bit]) + path[at][1:]
        assert (
            root_by(levels[0][place], (*path[:at], bent, *path[at + 1 :]), place=place, size=size)
            != root
        )


def test_a_tree_without_leaves_is_refused() -> None:
    with pytest.raises(ValueError, match="leaf"):
        levels_of([])


@pytest.mark.django_db
@pytest.mark.usefixtures("small_blocks")
def test_stored_nodes_lead_to_the_root_of_the_whole_tree(append: Append) -> None:
    append(29)
    assert proving.extend_nodes() == 7
    assert proving.extend_nodes() == 0
    leaves = [leaf_of(digest) for digest in Entry.objects.values_list("digest", flat=True)]
    for size in range(1, 30):
        assert api_root(size) == levels_of(leaves[:size])[-1][0].hex()
        for seq in range(1, size + 1):
            proof = api.proof_of(seq, size=size)
            assert proof.holds, (seq, size)
            assert not replace(proof, digest="0" * 64).holds
    assert api.check_nodes() is None


def api_root(size: int) -> str:
    return proving.root_at(size)


@pytest.mark.django_db
@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("level", [2, 3])
def test_a_forged_node_is_named(append: Append, console: Console, level: int) -> None:
    append(16)
    proving.extend_nodes()
    console("UPDATE ledger_node SET digest = %s WHERE level = %s AND place = 1", "0" * 64, level)
    assert api.check_nodes() in {5, 9}


@pytest.mark.goal("C7")
@pytest.mark.django_db
def test_no_proof_beyond_the_ledger(append: Append) -> None:
    append(3)
    for seq, size in ((0, 3), (4, 3), (1, 9), (1, 0)):
        with pytest.raises(api.NoProof):
            api.proof_of(seq, size=size)
    with pytest.raises(api.NoProof):
        proving.root_at(0)


# --- Signatures -------------------------------------------------------------------------------
def test_a_signature_fits_its_text_and_key_only(key: signing.Key, tmp_path: Path) -> None:
    other = signing.key_at(tmp_path / "other.pem")
    signature = signing.sign("甲", key)
    for fits in (signing.fits, lambda text, *rest: verifier.signature_fits(text.encode(), *rest)):
        assert fits("甲", signature, key.public)
        assert not fits("乙", signature, key.public)
        assert not fits("甲", signature, other.public)
        assert not fits("甲", signature[64:] + signature[:64], key.public)
        assert not fits("甲", "0" * 128, key.public)


def test_the_key_is_made_once_and_for_its_owner_only(key: signing.Key) -> None:
    assert signing.key_at(key.path) == key
    assert key.path.stat().st_mode & 0o077 == 0
    assert len(key.name) == 16


def test_a_machine_without_openssl_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(api.CannotSign, match="没有 openssl"):
        signing.key_at(tmp_path / "none.pem")


# --- Checkpoints ------------------------------------------------------------------------------
@pytest.mark.goal("C9")
@pytest.mark.django_db
def test_a_checkpoint_is_taken_when_something_is_new_and_old_enough(
    append: Append, key: signing.Key
) -> None:
    assert api.take_checkpoint(at=NOON, key=key) is None, "nothing to sign"
    append(3)
    first = api.take_checkpoint(at=NOON, key=key)
    assert first is not None
    assert (first.size, first.head) == (3, Entry.objects.get(seq=3).digest)
    assert signing.fits(first.statement, first.signature, first.signer)
    later = NOON + timedelta(minutes=6)
    assert api.take_checkpoint(at=later, key=key) is None, "nothing is new"
    append(1)
    assert api.take_checkpoint(at=NOON + timedelta(minutes=4), key=key) is None, "not old enough"
    assert api.take_checkpoint(at=later, key=key) is not None
    append(256)
    assert api.take_checkpoint(at=later, key=key) is not None, "256 entries behind"
    assert [line.size for line in api.checkpoints()] == [3, 4, 260]
    assert Node.objects.count() == 1


@pytest.mark.goal("C9")
@pytest.mark.django_db
def test_copies_outside_are_completed_and_compared(
    append: Append, key: signing.Key, tmp_path: Path, console: Console
) -> None:
    file = tmp_path / "out" / "checkpoints.txt"
    for minute in (0, 6, 12):
        append(2)
        api.take_checkpoint(at=NOON + timedelta(minutes=minute), key=key)
    assert (api.export_checkpoints(file), api.export_checkpoints(file)) == (3, 0)
    kept = api.read_checkpoints(file)
    assert kept == api.checkpoints()
    assert api.differences([("甲处", kept)]) == ()
    assert "甲处缺少第 4 条" in api.differences([("甲处", (kept[0], kept[2]))])[0]
    other = replace(kept[1], head="0" * 64)
    assert "两个不同的末条摘要" in api.differences([("甲处", (kept[0], other, kept[2]))])[0]
    file.write_text(file.read_text()[:-40])
    assert api.export_checkpoints(file) == 1, "the torn line is written again"
    console("DELETE FROM ledger_checkpoint WHERE size = 4")
    assert "检查点被删除" in api.differences([("甲处", kept)])[0]
    with pytest.raises(api.NotACheckpoint):
        api.read_checkpoints(file)


# --- The export and the stand-alone verifier ----------------------------------------------------
def _exported() -> bytes:
    file = io.BytesIO()
    api.export_ledger(file)
    return file.getvalue()


def _judge(export: bytes, *outside: verifier.Witness) -> None:
    verifier.judge(io.BytesIO(export), list(outside))


def _alone(export: bytes, *outside: verifier.Witness) -> int | None:
    """Return the first bad entry the stand-alone verifier names, ``None`` when it is content."""
    try:
        _judge(export, *outside)
    except verifier.Bad as bad:
        return bad.seq
    return None


@pytest.mark.django_db
def test_both_verifiers_name_the_same_entry(
    append: Append, console: Console, key: signing.Key
) -> None:
    """Random attacks on an anchored ledger: the two must agree on each, and miss none."""
    seed = random.SystemRandom().randrange(10**9)
    sys.stdout.write(f"seed {seed}\n")
    dice = random.Random(seed)  # noqa: S311 - attacks, not secrets
    append(40)
    outside = api.take_checkpoint(at=NOON, key=key)
    assert outside is not None
    witness = verifier.read_witness(str(outside))
    assert _alone(_exported(), witness) is None
    assert api.verify([outside]).ok
    rows = list(Entry.objects.order_by("seq").values())
    console("DELETE FROM ledger_checkpoint")
    for _ in range(60):
        _attack(console, dice, len(rows))
        verdict = api.verify([outside])
        assert not verdict.ok
        assert _alone(_exported(), witness) == verdict.first_bad
        console("DELETE FROM ledger_entry")
        for row in rows:
            Entry(**row).save()
    assert api.verify([outside]).ok


def _attack(console: Console, dice: random.Random, size: int) -> None:
    seq, other = dice.sample(range(1, size + 1), 2)
    entry = Entry.objects.get(seq=seq)
    stored = bytes(entry.canonical)
    at = dice.randrange(len(stored))
    match dice.choice(("byte", "column", "delete", "swap", "cut", "rewrite")):
        case "byte":
            forged = stored[:at] + bytes([stored[at] ^ (1 << dice.randrange(8))]) + stored[at + 1 :]
            console("UPDATE ledger_entry SET canonical = %s WHERE seq = %s", forged, seq)
        case "column":
            column = dice.choice(("actor_name", "subject", "verb", "before", "after"))
            console(f"UPDATE ledger_entry SET {column} = '某' WHERE seq = %s", seq)  # noqa: S608 - ours
        case "delete":
            console("DELETE FROM ledger_entry WHERE seq = %s", seq)
        case "swap":
            for old, new in ((seq, 10_000), (other, seq), (10_000, other)):
                console("UPDATE ledger_entry SET seq = %s WHERE seq = %s", new, old)
        case "cut":
            console("DELETE FROM ledger_entry WHERE seq > %s", seq - 1)
        case "rewrite":
            forged = stored.replace(b"after filed", b"after taken")
            console(
                "UPDATE ledger_entry SET canonical = %s, digest = %s, after = 'taken'"
                " WHERE seq = %s",
                forged,
                digest_of(forged),
                seq,
            )


@pytest.mark.goal("C6", "C7")
@pytest.mark.django_db
def test_a_damaged_export_is_never_accepted(append: Append, key: signing.Key) -> None:
    append(6)
    outside = api.take_checkpoint(at=NOON, key=key)
    whole = _exported()
    witness = verifier.read_witness(str(outside))
    for cut in range(0, len(whole), 97):
        with pytest.raises(verifier.Bad):
            verifier.read_export(io.BytesIO(whole[:cut]))
    for at in range(0, len(whole), 31):
        bent = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        with pytest.raises(verifier.Bad):
            _judge(bent, witness)


@pytest.mark.goal("C6", "C11")
@pytest.mark.django_db
def test_the_program_runs_alone(append: Append, key: signing.Key, tmp_path: Path) -> None:
    append(300)
    outside = api.take_checkpoint(at=NOON, key=key)
    assert outside is not None
    program = tmp_path / "verifier.py"
    program.write_bytes(Path(verifier.__file__).read_bytes())
    (tmp_path / "ledger.txt").write_bytes(_exported())
    (tmp_path / "kept.txt").write_text(f"# 抄录\n{outside}\n", encoding="utf-8")
    proof = api.proof_text(api.proof_of(7, size=outside.size), outside)
    (tmp_path / "proof.txt").write_text(proof, encoding="utf-8")
    (tmp_path / "forged.txt").write_text(proof.replace("seq 7", "seq 8"), encoding="utf-8")
    for arguments, code, said in (
        (("ledger.txt", "kept.txt"), 0, "300 条记录首尾相连；与库外 1 个"),
        (("--proof", "proof.txt"), 0, "第 7 条"),
        (("--proof", "forged.txt"), 1, "证明不成立"),
        (("kept.txt",), 1, "第一行不对"),
        (("none.txt",), 1, "校验不通过"),
        ((), 2, "用法"),
    ):
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(program), *arguments],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, said in (done.stdout + done.stderr).decode()) == (code, True)


@pytest.mark.goal("C6")
def test_the_program_needs_the_standard_library_only() -> None:
    tree = ast.parse(Path(verifier.__file__).read_text(encoding="utf-8"))
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    taken_from = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in imported for alias in node.names}.union(taken_from)
    assert names <= set(sys.stdlib_module_names)


@pytest.mark.django_db
def test_tables_of_the_tree_refuse_changes_too(append: Append, key: signing.Key) -> None:
    append(256)
    api.take_checkpoint(at=NOON, key=key)
    for row in (Node.objects.get(), Checkpoint.objects.get()):
        with pytest.raises(RuntimeError):
            row.save()
