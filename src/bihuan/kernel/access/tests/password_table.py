"""Two hundred passwords with what each profile says: written down, not computed from the rules.

`length`, `classes`, `names`, `system`, `common`, or nothing; 等保 first, ASVS second.
"""

from __future__ import annotations

LENGTH, CLASSES, NAMES, SYSTEM, COMMON = "个字符", "类", "登录名、姓名", "系统名称", "太常见"
NONE = ""
LOGIN, PERSON = "wang-min", "王小敏"

# A long, innocent stem in each mixture of classes; twelve characters and more.
_MIXTURES = (
    ("RIVERBENDOAK", 1), ("riverbendoak", 1), ("739182650417", 1), ("#%^&*()_+=~?", 1),
    ("RiverBendOak", 2), ("RIVER8BEND42", 2), ("RIVER#BEND%^", 2), ("river8bend42", 2),
    ("river#bend%^", 2), ("7391#8265%04", 2), ("RiverBend842", 3), ("RiverBend#%^", 3),
    ("RIVER#BEND42", 3), ("river#bend42", 3), ("River#Bend42", 4), ("River Bend 42", 4),
    ("River\uff0dBend42", 4), ("清溪Dukou木桥-42", 4), ("清溪渡口木桥旁边的老榕树下", 1),
    ("清溪渡口木桥river-", 2), ("清溪渡口木桥RIVER42", 3), ("7391826504177391", 1),
)  # fmt: skip
_SYSTEM_WORDS = (
    *("bihuan", "Bihuan", "BIHUAN", "sichuan", "SiChuan", "huanwei", "闭环", "四川", "环委"),
    "\uff42\uff49\uff48\uff55\uff41\uff4e",
)
_NAMES = (
    *("wang-min", "Wang-Min", "WANG-MIN", "wang-min ", "w a n g-min", "王小敏", "王 小 敏"),
    *("\uff37ang-Min", "wang\u200b-min", "\uff57\uff41\uff4e\uff47\uff0d\uff4d\uff49\uff4e"),
)
_COMMON = (
    "Password", "P@ssword", "P@ssw0rd", "Passw0rd", "Welcome", "Sunshine", "Iloveyou", "Qwertyuiop",
    "Football", "Princess", "Superman", "Starwars", "Whatever", "Trustno1", "Baseball", "Dragon",
    "Monkey", "Letmein", "Charlie", "Michael", "Jordan", "Master", "Shadow", "Computer",
)  # fmt: skip
_AROUND = (("{0}#2026!!", 4), ("!!2026#{0}", 4), ("2026-{0}-2026", 4))


def rows() -> list[tuple[str, str, str]]:
    """Return (password, 等保, ASVS)."""
    found: list[tuple[str, str, str]] = [
        (stem, NONE if count >= 3 else CLASSES, NONE) for stem, count in _MIXTURES
    ]
    # Every length up to fifteen, with all four classes, and both ends of the longest.
    whole = "Xk7#Rm2%Tp9&Lq4"
    for length in range(16):
        dengbao = NONE if length >= 10 else LENGTH
        found.append((whole[:length], dengbao, NONE if length >= 12 else LENGTH))
    found += [
        (whole + "v" * (length - 15), wanted, wanted)
        for length, wanted in ((64, NONE), (127, NONE), (128, NONE), (129, LENGTH), (500, LENGTH))
    ]
    for word in _SYSTEM_WORDS:
        found += [
            (f"{word}-River-42", SYSTEM, SYSTEM),
            (f"River-42-{word}", SYSTEM, SYSTEM),
            (f"Rv4{word}#Bend-Oak", SYSTEM, SYSTEM),
        ]
    for word in _NAMES:
        found += [
            (f"{word}-River-42", NAMES, NAMES),
            (f"River-42-{word}", NAMES, NAMES),
            (f"Rv4#{word}Bend-Oak", NAMES, NAMES),
        ]
    for word in _COMMON:
        found += [(shape.format(word), COMMON, COMMON) for shape, _ in _AROUND]
    # Close to what is refused, and good all the same.
    found += [
        (near, NONE, NONE)
        for near in (
            "Passwird-Oak-42", "River-Wang-42x", "min-River-Oak-42", "Bi-Huan-River-42",
            "Si-Chuan-Oak-42", "王敏-River-Oak-42", "小敏-River-Oak-42", "王-River-Oak-42",
            "Hwb-River-Oak-42", "Welcomer-Oak-42", "Sunshade-Oak-42", "Dragonfly-Oak-42",
        )
    ]  # fmt: skip
    # Many classes do not make a short one long, and length makes no class.
    for word in ("Ab1#", "Zz9!zz", "aA1!aA1!a", "清Aa1#", "Q7%q"):
        found.append((word, LENGTH, LENGTH))
    for word in (
        "the oak by the river bend",
        "seven herons over the weir",
        "grey stones under moss",
    ):
        found.append((word, CLASSES, NONE))
        found.append((word.title(), NONE, NONE))
        found.append((word.upper(), CLASSES, NONE))
        found.append((word.replace(" ", ""), CLASSES, NONE))
        found.append((f"{word} 42", NONE, NONE))
    for length in range(10, 12):  # what 等保 takes and ASVS finds short
        found.append((whole[::-1][:length], NONE, LENGTH))
    return found
