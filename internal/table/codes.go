package table

// codes are the national codes that stand for enum values in text files: ZB09 in both generations, ZB18,
// ZB122, ZB130 and GB/T 2261.1.
var codes = map[string]map[string]string{
	"PostGrade": {
		"0101": "NATIONAL_CHIEF", "0102": "NATIONAL_DEPUTY", "0111": "PROVINCE_CHIEF", "0112": "PROVINCE_DEPUTY",
		"0121": "BUREAU_CHIEF", "0122": "BUREAU_DEPUTY", "0131": "DIVISION_CHIEF", "0132": "DIVISION_DEPUTY",
		"0141": "SECTION_CHIEF", "0142": "SECTION_DEPUTY", "0150": "STAFF", "0160": "CLERK",
		"1A11": "PROVINCE_CHIEF", "1A12": "PROVINCE_DEPUTY", "1A21": "BUREAU_CHIEF", "1A22": "BUREAU_DEPUTY",
		"1A31": "DIVISION_CHIEF", "1A32": "DIVISION_DEPUTY", "1A41": "SECTION_CHIEF", "1A42": "SECTION_DEPUTY",
		"1A50": "STAFF", "1A60": "CLERK",
	},
	"EvaluationGrade":   {"1": "EXCELLENT", "2": "COMPETENT", "3": "BASIC", "4": "INCOMPETENT", "5": "UNGRADED"},
	"AppointmentMethod": {"1": "APPOINTED", "2": "ELECTED", "3": "ENGAGED"},
	"ManagedBy":         {"01": "CENTRAL", "02": "PROVINCE", "03": "CITY", "04": "COUNTY"},
	"Gender":            {"1": "MALE", "2": "FEMALE"},
}

// politicalStatus is GB/T 4762, ethnicity GB 3304: codes of columns that hold text.
var politicalStatus = map[string]string{
	"01": "中共党员", "02": "中共预备党员", "03": "共青团员", "04": "民革党员", "05": "民盟盟员", "06": "民建会员", "07": "民进会员",
	"08": "农工党党员", "09": "致公党党员", "10": "九三学社社员", "11": "台盟盟员", "12": "无党派人士", "13": "群众",
}

var ethnicity = []string{
	"汉族", "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族", "朝鲜族", "满族", "侗族", "瑶族", "白族", "土家族",
	"哈尼族", "哈萨克族", "傣族", "黎族", "傈僳族", "佤族", "畲族", "高山族", "拉祜族", "水族", "东乡族", "纳西族", "景颇族", "柯尔克孜族",
	"土族", "达斡尔族", "仫佬族", "羌族", "布朗族", "撒拉族", "毛南族", "仡佬族", "锡伯族", "阿昌族", "普米族", "塔吉克族", "怒族",
	"乌孜别克族", "俄罗斯族", "鄂温克族", "德昂族", "保安族", "裕固族", "京族", "塔塔尔族", "独龙族", "鄂伦春族", "赫哲族", "门巴族",
	"珞巴族", "基诺族",
}

// coded is the text a code stands for in a column of text, and any other text as it is.
func coded(column, s string) string {
	switch column {
	case "politicalStatus":
		if text := politicalStatus[s]; text != "" {
			return text
		}
	case "ethnicity":
		if len(s) == 2 && s >= "01" && s <= "56" {
			return ethnicity[int(s[0]-'0')*10+int(s[1]-'0')-1]
		}
	}
	return s
}
