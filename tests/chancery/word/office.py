"""LibreOffice as a second reader: it accepts all, rejects all, only saves, or prints, in a profile of its own."""

import subprocess
from pathlib import Path

ACCEPT, REJECT, SAVE = "AcceptAllTrackedChanges", "RejectAllTrackedChanges", ""
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Take(source As String, target As String, order As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  If order &lt;&gt; "" Then
    dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
    dispatcher.executeDispatch(document.CurrentController.Frame, ".uno:" + order, "", 0, Array())
  End If
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName"
  kind(0).Value = "MS Word 2007 XML"
  document.storeToURL(target, kind())
  document.close(True)
End Sub
</script:module>
"""


class Office:
    """LibreOffice with a profile that this made; a new one knows no macro, so it is started once before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._profile = folder / "profile"
        self._run("--terminate_after_init")
        (self._profile / "user" / "basic" / "Standard" / "Module1.xba").write_text(_MACRO)

    def take(self, data: bytes, order: str) -> bytes:
        """The file as LibreOffice writes it after an order."""
        source, target = self._folder / "source.docx", self._folder / "target.docx"
        target.unlink(missing_ok=True)
        source.write_bytes(data)
        self._run(f'macro:///Standard.Module1.Take("{source.as_uri()}","{target.as_uri()}","{order}")')
        return target.read_bytes()

    def printed(self, data: bytes) -> str:
        """The text of a file with the numbers that LibreOffice shows."""
        source, target = self._folder / "printed.docx", self._folder / "printed.txt"
        target.unlink(missing_ok=True)
        source.write_bytes(data)
        self._run("--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(self._folder), str(source))
        return target.read_text("utf-8-sig")

    def _run(self, *arguments: str) -> None:
        place = f"-env:UserInstallation={self._profile.as_uri()}"
        subprocess.run(
            ["soffice", place, "--headless", "--norestore", *arguments], capture_output=True, check=True, timeout=110
        )
