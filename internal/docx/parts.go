package docx

import "encoding/xml"

// twip is one of them in the units of drawings.
const twip = 635

// Namespaces of a document.
const (
	word   = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

const contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/><Default Extension="jpg" ContentType="image/jpeg"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`

const relationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + office + `/officeDocument" Target="word/document.xml"/></Relationships>`

const documentRelationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + office + `/styles" Target="styles.xml"/>%s</Relationships>`

const pictureRelationship = `<Relationship Id="rId2" Type="` + office + `/image" Target="media/picture.jpg"/>`

// defaults is the font for all scripts, since digits of another font would not stand below Chinese ones, and the size.
const defaults = `<w:rPrDefault><w:rPr><w:rFonts w:ascii="%[1]s" w:eastAsia="%[1]s" w:hAnsi="%[1]s" w:cs="%[1]s"/><w:sz w:val="%[2]d"/><w:szCs w:val="%[2]d"/>` +
	`<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault>`

const tableProperties = `<w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>` +
	`<w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:left w:val="single" w:sz="8" w:space="0" w:color="000000"/>` +
	`<w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:right w:val="single" w:sz="8" w:space="0" w:color="000000"/>` +
	`<w:insideH w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tblBorders>` +
	`<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>`

const section = `<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%[3]d" w:right="%[3]d" w:bottom="%[3]d" w:left="%[3]d" w:header="567" w:footer="567" w:gutter="0"/>`

const drawing = `<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">` +
	`<wp:extent cx="%[1]d" cy="%[2]d"/><wp:docPr id="1" name="%[3]s" descr="%[3]s"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">` +
	`<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">` +
	`<pic:nvPicPr><pic:cNvPr id="1" name="%[3]s"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
	`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>`

// The elements in the order that the standard asks for.
type (
	raw struct {
		XML string `xml:",innerxml"`
	}
	value struct {
		Val string `xml:"w:val,attr"`
	}
	number struct {
		Val int `xml:"w:val,attr"`
	}
	document struct {
		XMLName xml.Name `xml:"w:document"`
		W       string   `xml:"xmlns:w,attr"`
		R       string   `xml:"xmlns:r,attr"`
		Body    []any    `xml:"w:body>any"`
		Section raw      `xml:"w:body>w:sectPr"`
	}
	styles struct {
		XMLName  xml.Name `xml:"w:styles"`
		W        string   `xml:"xmlns:w,attr"`
		Defaults raw      `xml:"w:docDefaults"`
	}
	paragraph struct {
		XMLName    xml.Name `xml:"w:p"`
		Properties struct {
			KeepLines       *struct{} `xml:"w:keepLines"`
			PageBreakBefore *struct{} `xml:"w:pageBreakBefore"`
			Tabs            *raw      `xml:"w:tabs"`
			Spacing         *spacing  `xml:"w:spacing"`
			Indent          *indent   `xml:"w:ind"`
			Align           *value    `xml:"w:jc"`
		} `xml:"w:pPr"`
		Runs []run `xml:"w:r"`
	}
	spacing struct {
		Line int    `xml:"w:line,attr"`
		Rule string `xml:"w:lineRule,attr"`
	}
	indent struct {
		Left    int `xml:"w:left,attr"`
		Hanging int `xml:"w:hanging,attr"`
	}
	run struct {
		Properties struct {
			Bold        *struct{} `xml:"w:b"`
			Size        *number   `xml:"w:sz"`
			SizeComplex *number   `xml:"w:szCs"`
		} `xml:"w:rPr"`
		Tab     *struct{} `xml:"w:tab"`
		Text    *content  `xml:"w:t"`
		Drawing *raw      `xml:"w:drawing"`
	}
	content struct {
		Space string `xml:"xml:space,attr"`
		Text  string `xml:",chardata"`
	}
	table struct {
		XMLName    xml.Name `xml:"w:tbl"`
		Properties raw      `xml:"w:tblPr"`
		Grid       []column `xml:"w:tblGrid>w:gridCol"`
		Rows       []row    `xml:"w:tr"`
	}
	column struct {
		Width int `xml:"w:w,attr"`
	}
	row struct {
		Properties struct {
			CantSplit *struct{} `xml:"w:cantSplit"`
			Height    *height   `xml:"w:trHeight"`
		} `xml:"w:trPr"`
		Cells []cell `xml:"w:tc"`
	}
	height struct {
		Val  int    `xml:"w:val,attr"`
		Rule string `xml:"w:hRule,attr"`
	}
	cell struct {
		Properties struct {
			Width cellWidth `xml:"w:tcW"`
			Span  *number   `xml:"w:gridSpan"`
			Merge *value    `xml:"w:vMerge"`
			Align *value    `xml:"w:vAlign"`
		} `xml:"w:tcPr"`
		Paragraphs []any
	}
	cellWidth struct {
		Width int    `xml:"w:w,attr"`
		Type  string `xml:"w:type,attr"`
	}
)
