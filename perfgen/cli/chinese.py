"""click speaks Chinese, whatever the locale of the machine.

click asks ``gettext`` for every text of its own. The catalogue is ``locale/zh_CN/LC_MESSAGES/perfgen.po``; after a
change run ``msgfmt perfgen.po -o perfgen.mo`` beside it.
"""

import gettext
import os
from pathlib import Path

DOMAIN = "perfgen"
FOLDER = Path(__file__).parent / "locale"


def install() -> None:
    """Bind the catalogue for this process; programs that it starts see LANGUAGE=zh_CN too."""
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = "zh_CN"
