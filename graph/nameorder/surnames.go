package nameorder

// single are the surnames of one character that are read otherwise than the character mostly is.
var single = map[rune]string{
	'柏': "bǎi", '薄': "bó", '卜': "bǔ", '晁': "cháo", '车': "chē", '谌': "chén", '种': "chóng", '褚': "chǔ", '啜': "chuài", '郗': "xī",
	'都': "dū", '盖': "gě", '葛': "gě", '句': "gōu", '过': "guō", '哈': "hǎ", '黑': "hè", '华': "huà", '郇': "xún", '纪': "jǐ",
	'缴': "jiǎo", '解': "xiè", '阚': "kàn", '乐': "yuè", '令': "lìng", '逯': "lù", '麻': "má", '缪': "miào", '万': "wàn", '宓': "mì",
	'秘': "bì", '乜': "niè", '佴': "nài", '那': "nā", '能': "nài", '区': "ōu", '逄': "páng", '裴': "péi", '朴': "piáo",
	'繁': "pó", '溥': "pǔ", '戚': "qī", '亓': "qí", '覃': "qín", '仇': "qiú", '瞿': "qú", '曲': "qū", '任': "rén", '撒': "sǎ",
	'单': "shàn", '召': "shào", '佘': "shé", '折': "shé", '莘': "shēn", '盛': "shèng", '石': "shí", '殳': "shū", '眭': "suī", '沈': "shěn",
	'澹': "tán", '隗': "wěi", '尉': "wèi", '洗': "xiǎn", '冼': "xiǎn", '相': "xiàng", '燕': "yān", '幺': "yāo", '应': "yīng", '员': "yùn",
	'臧': "zāng", '曾': "zēng", '查': "zhā", '翟': "zhái", '祭': "zhài", '占': "zhān", '訾': "zī", '俞': "yú",
	'贾': "jiǎ", '晟': "chéng", '祝': "zhù", '缑': "gōu", '仉': "zhǎng", '妫': "guī", '匡': "kuāng", '郄': "qiè", '郏': "jiá", '冉': "rǎn",
	'贠': "yùn", '筰': "zuó", '甯': "nìng", '單': "shàn", '華': "huà", '紀': "jǐ", '樂': "yuè", '繆': "miào", '區': "ōu", '應': "yīng",
	'員': "yùn", '車': "chē", '蓋': "gě", '過': "guō", '粘': "nián", '隽': "juàn", '观': "guàn",
}

// compound are the surnames of two characters, with how they are read.
var compound = map[string]string{
	"欧阳": "ōu yáng", "歐陽": "ōu yáng", "上官": "shàng guān", "司马": "sī mǎ", "司徒": "sī tú", "司空": "sī kōng", "司寇": "sī kòu",
	"诸葛": "zhū gě", "夏侯": "xià hóu", "皇甫": "huáng fǔ", "尉迟": "yù chí", "公孙": "gōng sūn", "公羊": "gōng yáng",
	"公冶": "gōng yě", "长孙": "zhǎng sūn", "慕容": "mù róng", "令狐": "líng hú", "宇文": "yǔ wén", "轩辕": "xuān yuán", "东方": "dōng fāng",
	"东郭": "dōng guō", "南宫": "nán gōng", "南门": "nán mén", "西门": "xī mén", "百里": "bǎi lǐ", "独孤": "dú gū", "端木": "duān mù",
	"拓跋": "tuò bá", "万俟": "mò qí", "闻人": "wén rén", "赫连": "hè lián", "澹台": "tán tái", "濮阳": "pú yáng", "淳于": "chún yú",
	"单于": "chán yú", "太叔": "tài shū", "太史": "tài shǐ", "申屠": "shēn tú", "仲孙": "zhòng sūn", "钟离": "zhōng lí", "鲜于": "xiān yú",
	"闾丘": "lǘ qiū", "亓官": "qí guān", "呼延": "hū yán", "宗政": "zōng zhèng", "乐正": "yuè zhèng", "漆雕": "qī diāo", "壤驷": "rǎng sì",
	"公良": "gōng liáng", "夹谷": "jiá gǔ", "宰父": "zǎi fǔ", "榖梁": "gǔ liáng", "谷梁": "gǔ liáng", "段干": "duàn gān", "微生": "wēi shēng",
	"梁丘": "liáng qiū", "左丘": "zuǒ qiū", "第五": "dì wǔ", "羊舌": "yáng shé", "巫马": "wū mǎ", "颛孙": "zhuān sūn", "叔孙": "shū sūn",
	"完颜": "wán yán", "耶律": "yē lǜ", "纳兰": "nà lán", "叶赫": "yè hè", "哥舒": "gē shū", "贺兰": "hè lán", "贺若": "hè ruò",
	"东门": "dōng mén", "北宫": "běi gōng", "子车": "zǐ jū", "尔朱": "ěr zhū", "斛律": "hú lǜ",
}
