"""What the great refactoring wrote: an answer with marks, two edits, a run of the tests."""

from __future__ import annotations

from omo_watch_core.edge.demo.nouns import FileDiff

BREAKS = """\
Three callers build credit notes by hand. All three can use the invoice model once it \
**carries a sign**:

1. the refund job, in `jobs/refund.py`
2. the export, which rounds *twice*
3. the monthly report

| caller | lines | risk |
|--------|-------|------|
| refund | 40 | low |
| export | 112 | the rounding |
| report | 18 | none |

```python
class Invoice:
    sign: Literal[1, -1] = 1
```
"""
INVOICE_PATCH = """\
--- billing/invoice.py
+++ billing/invoice.py
@@ -1,9 +1,11 @@ class Invoice:
 class Invoice:
-    \"\"\"An invoice; see CreditNote for the other direction.\"\"\"
+    \"\"\"An invoice, or a credit note where its sign is -1.\"\"\"

     lines: list[Line]
     tax: TaxRule
+    sign: Literal[1, -1] = 1

     def total(self) -> Decimal:
-        return sum(line.net for line in self.lines)
+        net = sum(line.net for line in self.lines)
+        return self.sign * self.tax.applied(net)
"""
CREDIT_PATCH = """\
--- billing/credit_note.py
+++ billing/credit_note.py
@@ -1,8 +1,3 @@
-class CreditNote:
-    lines: list[Line]
-
-    def total(self) -> Decimal:
-        net = sum(line.net for line in self.lines)
-        return -round(net, 2)
+def credit_note(lines: list[Line], tax: TaxRule) -> Invoice:
+    return Invoice(lines=lines, tax=tax, sign=-1)
"""
TEST_RUN = """\
............F.                                                           [100%]
=================================== FAILURES ===================================
___________________________ test_half_cents_go_up ______________________________

    def test_half_cents_go_up() -> None:
>       assert invoice(lines=[Line(net="0.125")]).total() == Decimal("0.13")
E       AssertionError: assert Decimal('0.12') == Decimal('0.13')

tests/test_totals.py:41: AssertionError
========================= 1 failed, 13 passed in 3.41s =========================
"""
SIGNS_PATCH = """\
@@ -0,0 +1,3 @@
+\"\"\"Signs of documents.\"\"\"
+
+CREDIT, INVOICE = -1, 1
"""
CHANGES = (
    FileDiff(file="billing/credit_note.py", patch=CREDIT_PATCH, additions=2, deletions=6),
    FileDiff(file="billing/invoice.py", patch=INVOICE_PATCH, additions=4, deletions=2),
    FileDiff(file="billing/signs.py", patch=SIGNS_PATCH, additions=3, deletions=0, status="added"),
)
