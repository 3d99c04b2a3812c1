"""Writes a workbook whose one sheet holds the XML of the second argument; `@bomb` stands for 300 MiB of nothing."""

import sys
import zipfile

path, cells = sys.argv[1:]
main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
package = "http://schemas.openxmlformats.org/package/2006"
book = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
relations = "application/vnd.openxmlformats-package.relationships+xml"
with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr(
        "[Content_Types].xml",
        f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{book}"/></Types>',
    )
    for name, kind, target in [
        ("_rels/.rels", "officeDocument", "xl/workbook.xml"),
        ("xl/_rels/workbook.xml.rels", "worksheet", "worksheets/sheet1.xml"),
    ]:
        archive.writestr(
            name,
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="b" Type="{office}/{kind}" Target="{target}"/></Relationships>',
        )
    archive.writestr(
        "xl/workbook.xml",
        f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="b"/></sheets></workbook>',
    )
    with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
        sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
        if cells == "@bomb":
            for _ in range(300):
                sheet.write(b"<!--" + b"x" * (1 << 20) + b"-->")
        else:
            sheet.write(cells.encode())
        sheet.write(b"</sheetData></worksheet>")
