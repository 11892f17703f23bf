from .. import VALUE as relative
