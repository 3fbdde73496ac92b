"""The settings of an installation, or everything wrong in them, told by the key or the variable it was written in."""

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsError

from flows.machine.settings import CONFIG, PREFIX
from flows.machine.settings_model import Settings
from kstt.form import DefinitionError
from report_templates.definition_faults import fault

_OTHERS = (CONFIG, f"{PREFIX}TEST_")  # variables that set no key of the model


def checked(told: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """The settings of a file's content and the environment; raises DefinitionError with everything wrong in them."""
    if secret := _secret_in(told):
        raise DefinitionError(f"kstt.toml: không ghi mật khẩu trong tệp («{secret}»); {_INSTEAD[secret]}")
    if strange := sorted(name for name in environ if not _known(name)):
        raise DefinitionError(f"biến môi trường «{strange[0]}» không phải của kstt{_meant(strange[0], _VARIABLES)}")
    try:
        return Settings(**{key.lstrip("_"): value for key, value in told.items()})  # `_…` would steer the library
    except SettingsError:
        raise DefinitionError(
            f"biến môi trường {', '.join(_unreadable(environ))} không đọc được; danh sách ghi như "
            f"""{PREFIX}MESSAGES__FORMS='["II.06a", "II.07b"]'"""
        ) from None
    except ValidationError as wrong:
        raise DefinitionError("; ".join(_said(one, environ) for one in wrong.errors())) from None


_INSTEAD = {
    "smtp.password": f"hãy đặt biến môi trường {PREFIX}SMTP__PASSWORD",
    "ledger_url": f"hãy đặt cả địa chỉ vào biến môi trường {PREFIX}LEDGER_URL, hoặc mật khẩu vào PGPASSWORD",
}


def _secret_in(told: Mapping[str, Any]) -> str:
    """The key under which a file gives away a password; a file is copied and sent about."""
    smtp = told.get("smtp")
    if isinstance(smtp, dict) and "password" in smtp:
        return "smtp.password"
    user, at, _ = str(told.get("ledger_url", "")).partition("://")[2].rpartition("@")
    return "ledger_url" if at and ":" in user else ""


def _keys(name: str) -> list[str]:
    kind: Any = Settings.model_fields[name].annotation
    return list(getattr(kind, "model_fields", getattr(kind, "__dataclass_fields__", ())))


_EVERY = {(name, *rest) for name in Settings.model_fields for rest in [(), *((key,) for key in _keys(name))]}
_KEYS = [".".join(one) for one in sorted(_EVERY)]
_VARIABLES = [PREFIX + "__".join(one).upper() for one in sorted(_EVERY)]


def _unreadable(environ: Mapping[str, str]) -> Iterator[str]:
    """The variables of a list or of a whole section, which are written as JSON, whose value is none."""
    for one, variable in zip(sorted(_EVERY), _VARIABLES, strict=True):
        default = Settings.model_fields[one[0]].default
        default = getattr(default, one[1]) if one[1:] else default
        written = next((value for name, value in environ.items() if name.upper() == variable), "")
        if written and not isinstance(default, str | int | Path | SecretStr):
            try:
                json.loads(written)
            except ValueError:
                yield variable


def _known(variable: str) -> bool:
    """Whether a variable of the environment is none of ours or sets a key of the model."""
    name = variable.upper()
    return not name.startswith(PREFIX) or name.startswith(_OTHERS) or name in _VARIABLES


def _meant(text: str, known: list[str]) -> str:
    near = get_close_matches(text, known, n=1)
    return f"; có phải {near[0]}?" if near else ""


def _said(problem: Any, environ: Mapping[str, str]) -> str:
    key = ".".join(map(str, problem["loc"]))
    variable = PREFIX + key.replace(".", "__").upper()
    where = f"biến môi trường {variable}" if environ.get(variable) else f"kstt.toml, khóa «{key}»"
    if problem["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"kstt.toml: không có khóa «{key}»{_meant(key, _KEYS)}"
    return f"{where}: {fault(problem)}"
