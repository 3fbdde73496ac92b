"""The Vietnamese words in which the rule book tells what a definition or a rule says."""

from kstt.form import Blank, Kind, Lines, Over, Provenance
from kstt.unit import CITY, COMMUNE, DIVISION

KINDS: dict[Kind, str] = {
    "ordinal": "số thứ tự",
    "label": "tên dòng",
    "count": "số đếm",
    "amount": "số lượng",
    "score": "điểm",
    "ratio": "tỷ lệ (tự tính)",
    "text": "chữ",
    "date": "ngày",
}
OVER: dict[Over, str] = {
    "flow": "phát sinh: cộng qua các kỳ",
    "opening": "tồn đầu kỳ: lấy kỳ đầu",
    "closing": "tồn cuối kỳ: lấy kỳ cuối",
    "recount": "đếm lại số chuyển kỳ: chỉ cộng khi không có số chuyển kỳ",
    "distinct": "đếm không trùng trong kỳ: không cộng qua các kỳ",
}
BLANKS: dict[Blank, str] = {"zero": "tính là 0 nếu dòng có số liệu khác", "missing": "coi là chưa có số liệu"}
LINES: dict[Lines, str] = {
    "fields": "một lĩnh vực",
    "unit": "một đơn vị",
    "indicators": "một chỉ tiêu in sẵn",
    "index": "một chỉ số thành phần in sẵn",
    "tasks": "một nhiệm vụ của kế hoạch năm",
    "free": "một nội dung do đơn vị tự ghi",
}
FILLED_BY = {
    COMMUNE: "xã, phường, đặc khu",
    DIVISION: "phòng chuyên môn, chi nhánh",
    CITY: "thành phố",
}
PROVENANCE: dict[Provenance, str] = {
    "sourced": "đã đối chiếu",
    "own": "phiếu của hệ thống",
    "unverified": "chưa đối chiếu",
}
PLACEHOLDERS = {
    "above": "[tử số]",
    "advice": "[cách xử lý]",
    "arose": "[số ở biểu kia]",
    "below": "[mẫu số]",
    "besides": "[; các trang khác]",
    "bygone": "[không hoạt động từ khi nào, ai báo cáo]",
    "other": "[biểu kia]",
    "whose": "[ của các đơn vị trước khi sáp nhập, chia tách]",
    "bound": "[mức không được vượt qua]",
    "candidates": "[các đơn vị có thể]",
    "cell": "[địa chỉ]",
    "closing": "[cột cuối kỳ]",
    "columns": "[các cột]",
    "difference": "[số chênh]",
    "elsewhere": "[; tệp có biểu kia]",
    "expected": "[điều phải có]",
    "factor": "[số lần]",
    "first": "[tổng của biểu này]",
    "form": "[mã biểu]",
    "former": "[kỳ trước]",
    "found": "[điều tìm thấy]",
    "gap": "[số chênh]",
    "heading": "[đầu cột]",
    "identity": "[đẳng thức]",
    "left": "[số cột]",
    "line": "[tên dòng]",
    "many": "[bao nhiêu]",
    "maximum": "[điểm tối đa]",
    "median": "[trung vị]",
    "median_part": "[số của đơn vị đứng giữa]",
    "median_whole": "[tổng của đơn vị đứng giữa]",
    "more": "[; các dòng khác cũng vậy]",
    "near": "[; tên gần giống]",
    "others": "[; các cột khác cùng dòng]",
    "part": "[phần]",
    "peers": "[số đơn vị]",
    "quarters": "[số quý]",
    "reason": "[lý do không đọc được tệp]",
    "right": "[số cột]",
    "row": "[số hàng]",
    "said": "[: nơi ghi và điều đã ghi]",
    "sample": "[số nguyên, hoặc số điểm, với ví dụ]",
    "score": "[điểm]",
    "second": "[tổng của biểu kia]",
    "shown": "[thành số khác, hoặc trống]",
    "spread": "[độ lệch trung vị]",
    "stands": "[ ghi số tìm thấy, hoặc biểu không ghi]",
    "suggestion": "[; số có thể đúng]",
    "suspects": "[; các ô khác có thể sai]",
    "where": "[Dòng, cột]",
    "whole": "[tổng]",
}
"""How the words in braces of a rule's sentence read in the book; a new one is named here or the book is not written."""

LIMITS = {
    "quarters": "có từ {} quý trước",
    "peers": "có từ {} đơn vị khác cùng loại",
    "factor": "hơn {} lần mức thường thấy",
    "percent": "hơn {}%",
    "least": "từ {} hồ sơ trở lên",
    "numbers": "từ {} số khác 0 trở lên",
}
"""The thresholds of a rule."""
