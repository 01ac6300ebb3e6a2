"""What can be done at all: the verbs that roles are made of, and the name of who acts when no person does."""

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

SYSTEM = "gongkai"  # what acts when no person does: making an office, sample data
ANYONE = "anyone"
"""In place of a verb, as a register's ``reading``: its rows are told to every account that has any grant in force."""
EVENTS = "access"  # lines of the ledger that tell of no record: seen as somebody else, password changed, locked out

VERBS: dict[str, T] = {
    "view": T("查看", "view"),
    "edit": T("编辑", "edit"),
    "review": T("审核", "review"),
    "sign": T("签发", "sign off"),
    "approve": T("审批重要事项", "approve major items"),
    "publish": T("公开", "publish"),
    "assign": T("交办", "assign"),
    "verify": T("核验", "verify"),
    "inspect": T("评分", "inspect"),
    "identify": T("查看申请人身份", "see who applicants are"),
    "administer": T("管理", "administer"),
}


def reserved() -> BadInput:
    """The system's own name is nobody's account."""
    return BadInput(
        T(f"账号名 {SYSTEM} 由系统保留。", f"The account name {SYSTEM} is the system's own."),
        T("换一个账号名。", "Choose another name."),
    )
