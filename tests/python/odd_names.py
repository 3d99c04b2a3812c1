"""Names that do harm where they are taken for more than text."""

NAMES = [
    "=cmd|'/C calc'!A0",
    "+1-1@SUM(1)",
    "<script>alert(1)</script>",
    "\x1b[2J\x1b]0;owned\x07",
    "safe\u202etset.elpmaxe",
    "bank.example\x00.evil.test",
    "a\r\nBcc: everybody@example.test",
    "\u009b31m$(reboot)`reboot`",
]
