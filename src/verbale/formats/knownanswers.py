"""Known answers of suite 1's primitives: what a provider must compute before anything of ours is entrusted to it.

The keys come from the seed 00 01 02 … 3f, the signatures and the wrapped secret were made once and are read ever after.
Public keys are pinned by their SHA-256. Signing draws randomness, so it is checked by verifying what was just signed.
"""

import hashlib

from verbale.formats.base64text import read_base64
from verbale.formats.errors import Untrusted
from verbale.formats.suite import Suite


def agree(suite: Suite) -> bool:
    """Whether the suite gives the known answers and refuses what is one bit off them.

    Raises:
        VerbaleError: whatever the suite raises where it should not.
    """
    return _signing_agrees(suite) and _notes_agree(suite) and _opening_agrees(suite)


def _signing_agrees(suite: Suite) -> bool:
    key = suite.signing_key(_SEED)
    if not _is_pinned(key.public, _SIGNING_PUBLIC):
        return False
    suite.verify(key.public, _CONTEXT, _MESSAGE, key.sign(_CONTEXT, _MESSAGE))
    suite.verify(key.public, _CONTEXT, _MESSAGE, _SIGNATURE)
    try:
        suite.verify(key.public, _CONTEXT, _OTHER, _SIGNATURE)
    except Untrusted:
        return True
    return False


def _notes_agree(suite: Suite) -> bool:
    key = suite.note_key(_SEED)
    if not _is_pinned(key.public_classical + key.public_post_quantum, _NOTE_PUBLIC):
        return False
    if key.sign_classical(_MESSAGE) != _NOTE_CLASSICAL:
        return False
    suite.verify_note_classical(key.public_classical, _MESSAGE, _NOTE_CLASSICAL)
    suite.verify_note_post_quantum(key.public_post_quantum, _MESSAGE, key.sign_post_quantum(_MESSAGE))
    suite.verify_note_post_quantum(key.public_post_quantum, _MESSAGE, _NOTE_POST_QUANTUM)
    try:
        suite.verify_note_post_quantum(key.public_post_quantum, _OTHER, _NOTE_POST_QUANTUM)
    except Untrusted:
        return True
    return False


def _opening_agrees(suite: Suite) -> bool:
    key = suite.opening_key(_SEED[:32])
    if not _is_pinned(key.public, _OPENING_PUBLIC):
        return False
    fresh = suite.wrap(key.public, _CONTEXT, _SECRET)
    return (
        key.unwrap(_CONTEXT, fresh) == _SECRET
        and key.unwrap(_CONTEXT, _WRAPPED) == _SECRET
        and key.unwrap(_MESSAGE, _WRAPPED) is None
    )


def _is_pinned(public: bytes, digest: str) -> bool:
    return hashlib.sha256(public).hexdigest() == digest


_SEED = bytes(range(64))
_SECRET = bytes(range(16))
_CONTEXT = b"verbale/known-answer/v1"
_MESSAGE = b"Verbale known answer"
_OTHER = b"Verbale known answes"
_SIGNING_PUBLIC = "f5c64072749870718394df9a06a384e58e3adf6e6ae897fb1cc5da9c4d3867a0"
_NOTE_PUBLIC = "1b9bb0bc7d9363b4d7749eec1546189fac0bb690db4cba26960a5a442bbd2077"
_OPENING_PUBLIC = "c9a3565ffde4f72b51661be391ee13e46378d7f06dd5c8bf5af9d2cfb5b8336b"
_NOTE_CLASSICAL = read_base64(
    "vuIA0iYXNw+xounBi0sCs9UAI4uts5owi+nbI8hLjlE0+z0Wz+BZnJYijY3DJwJqiOMPPxJ6UwIcf08PhcsQAQ=="
)
_SIGNATURE = read_base64(
    "QVoPev3oNA9iyNNcJN0GXZMRUS2OvuY0oP5gK8jHBJ7s8YLC9Pxzjhhv2pFTjohr9FGIGNV8yGwPHPOpqzRUIHoJF/px4X8D9ejJZTSPXRMaBf3K"
    "ywYgPPcZO32eA22IaoVoTtsfREeNLk5F7vySmeKovbceS+kp6vlIwAmQK/TDi1U+xN9ycbsyfmSPv5qpGDMIh40j8+uk0rfYFvPefLIkbRRsb9We"
    "I/Sx097MW2VxrkEPO63qOTtXHHsuqLheMdmk1VKQNGpZ88ZPoLNebMvdak9cwsZaNbR/CfYcFCOOWNtsmy0J6AD5n8EWKVVpevXwiM8qmp5tzuDO"
    "dG+nY+p5roo8Pveh+4oPMj9Rul4I+3o/H8G9yWUh9KVfrE2WhM5M2EoOVj23MzT3eG+6nIB4MdNLbUYfdSU7WTOZD0PU32mkS2WR8gVPPap0hI3Q"
    "DfWwA6SN1vHqN35hgogdiAxX5SDda1KQXXWXdlJqrftvDe5x5gTcNoJ2bSrw7cr0p7jGbGn07mOmAMpYGdGtmp9I+eUxlX664f3kmQPxmFZrJUxc"
    "ws89FsNk7ELrC0zRIH7bB8iIHn4gneN5kaWRRRIiLCBncr1FkYq8iuPSLRjPf7w6JFMYIovh/sEFz11eWjRSdEtfLiz6w76QCBVeaiflSwO5eRk1"
    "J6hnkCZXmQG8sLbI9QzrOMdy7CR+SbWoHfyEUgdsSB4PAQdG939/2SCQUraSCFqezqgKi5k3i2/5nLjyVyKwtub1o6sjJU1uTHgCuSfG9tZZPq92"
    "zetO/koTuAh5uELwhVxn7tfPdkUwMSSQZ3v4lc1/8muDP9HwVW3YQ3uMuVeFH52JR1JrBJvwJaKuvVNM8If8vd3wVE91bxx3CKaZ2/j7Nvle8DEU"
    "LGyFg8cXKjPyh7EmlVEyVXPFO29S2d8iqRLArF2YwRtSFzjfeu0JyV7NjUUTisNbVCJCccnRgflFw1tsxL/AZXjS88fH/ry3dO1KqYQharf1/PWh"
    "3t76zEHVgt3TJ3I7wLfXwHaE8CvQiu9sLMDBWxUY6ZpMH6Qrz6f6ghR1U0I9D+Vde9WZ99+ZLhzDaCdzhoIXolKgCeFO2Z0zQx5RUtpcBZqxMFIE"
    "/gTrrvaRvEuK9FolVGrOdW3j1tmaCINDkjJoveW2/R/0PzbzOUNiF8ixpKIW2tec+NPJBNMDIF7GSd5bq6aTZF23qiLjjplVw4L94QDXeVe5RCeU"
    "rcX4CIAcW502ysdoPS7mqH309Opwcg/tp5uCGc3U1yMU/iUBex6PCAkh6J6WMhVN25lAXradNKT1R9TnsC72Ol+XO8lmKtxf6WGO7Qilue+cs9ad"
    "iF4Y+WezF/P20Nc4cZeZG0tBj9s8wDgLn9Dw5zK093H+csq4kYHVUzFD7a+oAddv+rNH6RwOlAxqNy8FfJkUnvSTGk5xSzT4kykgbHv9oyjP9i+3"
    "lUyhPHT/PADVOPAp+scgMR0BUeZNF+gkTNEJXafUcu+iBFpj73S7Nm9keTZIkIAGwm9GJ689hjo1lHxQNIX5oS0Bm32qIUWT3qqP6fFokrcNnsD1"
    "js6sncB/bCZB6/9/z/bKdIblV6LGkj+wFdyZ1wRRDtiywpdpWL/0Z6z7f3IssfRtxru+BkGPN2Rks+dp4kb31B75hG3R87gTyBlIjMXsBBaH5GeA"
    "xjBWFxI3M9IfrBNax/0Gmrh9pvnTlGpG+mnI02i6rxcPS1QwbSgVyPX01B5y4Am9uuH2j/WaSlEb8i+ocZXObrg7hTXdnLinVWy85zphIyrEOt88"
    "hef8TN+avzsZpXhgsd0R1nEiaCU680hxVDbB/9FsztzBhNDyESvhBm04DeLBLkzLbcbcfx3SXo3CUbFPpVpOiLzsDwN1QyldS2Fd9M2WCI6pormJ"
    "7oGqLbA+fFYV31MRN1iSQkrLdjg9uavhqOPOzZfTskdKWj8mWWRip5KIEew1cIoW3xB2cEaDa+ZoHtnJjwtCG9u555SmwuE4MTwkrGtVb9FsiC4T"
    "s+Sh0AjGFwVGfEM8zd8HjgPWV/CtKzNWtuoBFJEAXLqXLuHxDvENw12j1aB5x2zNjqjOchInzBY5+c0oLQCUgPN+eAFfJDIZQNKe7hNjKQjNcdXl"
    "74INTqPYhIhN5h4fmFv3GGR722vU5iDNeFVUihMofG72Lxymv84jMwRNhRl4QckHMs6GGJaCkHo8JTybhI8GwuOvWcrA650N6kbdGgSFAl7TC7Fk"
    "MyU0s0wGoEDJ48yCsYdBP19nkeBEnXoDvWYcCavQZ+FNQnt+dr7pt9eZ0AzUhBUWfwhuQmkP0sR+BbDPHrfcKtohMRYLGtH+5f3wID9gDMABassm"
    "MRVUH5w/j60DIg1Isij1o8F7/ZCQJpbCBwj2Wko1+c2ano/gOZIT/Lr/2R7wICSe1CW586uv/huhbYS4Nt1KswnsHvoQ7pQvftdqkAOGFxlDqHaE"
    "D2yt2GiU86bYMvS0I0tQfHqWDKklWoKgCal8eCAmO7xgqxFU+FHMhgZDP1bFjhEmGqPC5zAQQi2LOOzjE+VM5MtTOetdYFmSROGopp8dVs7aHmgW"
    "i38qfJPml8pwCTF+HxGrPsop7ddzNJdg1Ou7leY4NYnXvEmK61FC+j5GpddQdyPfGJ+VZePKA3Qw/rZ1IuEe2PnHH0aZfv6JheM8JDpER/H4dXPQ"
    "MQ7zndlVAh5MggXZ4fRvbofPoL/g4k6gKS1q28nHj7qUQ3IhzBogO+TPchy4/znp8KSyoKz2ZpSGf0R7MpLcdUB/O+PMALcSV4bnn3eRuvXAZn8k"
    "hQ3+kttW18m69twdynhbwMfPnU9W7h4YrH+HNvzGOyuicZGC/wJW/Dl+2sVCp3yQ0ISeJecBtlxQDdMii5pI2N1pYubYbvq4xsGLg01vN4atYCoG"
    "sQ1jm62zMiQcCsraW7oj9JVRYgY6WYJdzUMpgKGeCkJoTZIt4PoNTdGgh4QPU3hbRISSs0WQbq+tTxsVnUo7xECiHIC6QyCuZKndVR1Do/+xlpzR"
    "LF1OOdTZUamlcHDuvDhVaOa4W5OBl0z48w0wuMGEMC3qa6LzVqBrY3ezuPTJH9fye4uIXOiCqXT/anCNcqOa6m7FxoRWCqzplL58GhdWdgII0NgR"
    "30ZMB0OOQyCHoYBDiRTffm9+b4tA9keFLmsG1cQzm41M64gJWx6RJnbmN2gaMYRuHy4yuHVg1n3ZIXteTad619ogMUXsJQHs5GKdp4vrS9bzIPXu"
    "Bfm0+KLIQixTGDoyAgiasxMCoTTwqlCENBaMVitR13eIP61YY5ubmZW+gMBkXO1TvEmRigkVr7nY57gqSjbKY+cp7aFJsp/Hkod0Mdl+a91R9tUl"
    "PjufhA2DKvuclHwR8fIi7C26BDvbP4fPY202AGT+bbrd+sD3e4S584KvMB1amLJiSwJLTPEyDHnrrwUcXrPuzrQ6qUQRSEnMdekrWyNjtHX1E/+c"
    "hqd2EXxxo4APN5wUYRvB5f4jB7W1NFFY2b/yK8Gi4x3/NbaMDh+lWh5lnDfNqzyUOgx9qiFJ3FPmp1AGGtCZkFUQCHF0cFy48jGvnzz3kbdlsRlS"
    "pyTB9jQRfpjvgheljDZXqr6/mGHACVvm5nv3+D6I+FTF6OTw/+dfZY3Fc2lguZFpfybIQGwmInhvbEb06qAlxGL0JH5WAQZDaUidxkd0UFqnhAff"
    "JEpbEThWBeEXxOg+C/cyFW+GaZzHVRuwXlYQDBfUtEVpGjUX8yJDpHY7T2hEEvVu4e0ZUJWpSb6PQv8PxQKJw7az2C3/aapxDH4c+BJ+OTj/8qUU"
    "O5xN+E/4is9DyesPbSIP7mWQburZhYjGcFjgBPNuYT33YzA6yIQmM1VgnNf0/ZEVlC8xumLHG0YtgS3Wv0ZtEehYAMDmeblwXv4UwBoLIzsvnQ2a"
    "x+Af26areBPdW3n/obxBeyaIF9kfs6wT8trxpN3I6tNhjfRDF9OZu4BK8wZN2CjNtlhz5Sy+63HWi5szyxCSj6dvoRslTd67mxbzkJ47mdi+rTRn"
    "OYaeRG3mO2yVaSPxTiLnYq/o78dcSDRrdm7VkvR6/03Y2oEhgSiZ4D6rlJmKLdSTi079eo9BJfDWtkdpKCIIBNxz4Sc9Oys9KJB2VSqVCQDhZFAS"
    "f51wEkVckzJ+38bNmbq2QDD73+XQ5SHxpPUcxtTcEZ+PSI/JSStwC3p8a1NuJ32RiMms2lmw9IO/kQOpmGKnoiiJP3gRyn0vo/jbr1bN3ueDVWmq"
    "KDC7XCfsm0VDpJ1Q+jAD2GRRIuC+0QAWJyDIzEDccIoTnnUoLs/rare07PfSSapa42Pyp8FbHnMOF12BpKu2Onl8lKB+/QAcU1pbfpDj5wkKEGdu"
    "dnyfs8DRDzxMcn+ctQAAAAAAAAAAAAAAAAAABwwOFyIpVBAW19wBLzDvw/R+drd0KHMjxVaniwv+QzHvnEMbDEd567XkWBNr0GpyE+Mxc1RbI7Pj"
    "g+m5le81ETQQ4dwhAQ=="
)
_NOTE_POST_QUANTUM = read_base64(
    "e9Jz7YA35lqbMQXlP1Xp2yE05wM0F/+YiXa50gHiEkAYKR1DS9iqQH+3KkDAgH1TEaWr0kP07ng67zk7cywczOLPkIjRdTUQbx73QFQ++F3DY3jA"
    "PeathDl4LSvDigH5ngInXvkISIyWL4XjVNF+Ep+CwB3rRnH/RcptdzMu3einAMFUgOS4MLFUq2V3TZEU5RRT/hBPP6wIvOs+3BfZvsM+WdQP3GlY"
    "J4b5027Rmgo+4NkR2jBedEJeh6xhcH17rclcO1uIfv2zQP6TA87KKYsLkkPqe7R1zDdQJT9IdtQ0OojG+q5sQwZ1lHntRXVtfAqZcTwNKy2IiM85"
    "/Xad9h6uyDJdBu00a64/4UqsIPtwAv+ROZxmL+vqXk877s3Xa1usDcQQZ3M/nE8BhjA0BuFVrcHAqONmtMIHJjBF1eq0EimalRjDoGIj7J1I2DVX"
    "Vilqz4MRDQx7+px8Ebeqn/SLY3ceijfGOOC2gP6szs6CIAZi6nx1H5QwcqkNh2cDwiIeL5hGi5epYjVBsc9A3Rgsln4T6fHtSBb6G7LyF04F5sBF"
    "daOFlfZxisCKmOrYM/52cWuN0d3GHWDPEc3hGvVxXqomtbOR25fu/OEx/siMP0g7S8qIpbi9l9eRGMLcRh/7JtwnAtntUZn5oUhuKxmUUVGrZfKg"
    "+tuc7yQUKMMxJbCB5QOIT1sXUljd/5FKcyuem1VUE8aLewboW+CERsAT8IH+wAiQripWwKbyoIy5PwnoPr1eSQjan4xjcaUpkzPHU2ZaQMddpeRA"
    "hYeWbEeHk/ZDDGdS1tX0jwCfv8sg7GzePyaRm9QqY/fBiAeYqsjY0YJMOfzlKdNhwp6BbQw1jyhce6etCUtkd3AInzwlzH9JD3AbBZ5o77DyKL6m"
    "7ltsuPTHeXpbVlyXDqVt/2Xo8QAe/4ufNDCF8mc40naVVgRHGlbGSypg4AsceAH55mnmzd9oq8TQg2G8uutI9NnCtjl5PJ3D5p82lqVT3ZVx4rvA"
    "BCwx66ricWP8biTDZmJUXPJwmo5cQ64Unt/vV74h2ABLLvIfyX8arYKm9S9Kxxhnb2975NfX6LOX+uF+V6GEgeasYBuYZeK7S4C64Etp5Pgl0RfS"
    "QkkiXR0dimqGsjnwX4NCSeTb6g8MS5B9gsHmpBr72/qEzKX7BfoSHxaKFiEmP/dUbVIXN/PxWi88KES5HqHp1msMnFeviuny5pY056olNGmK5/Cz"
    "xe9Rd8Nh2J0oeBwBEpQGGzD9885YPvXq4x30UHHLu8kAFev7Z7Zo7rWsas8JMdHIvRQmp7uhM1Ye/msFFg2d/vhXGdIFrR1evCQeWB2mnWVT324Q"
    "hkvmv0V5MRv2wlvxdu0I58jW9FP0P9SSOBgCOAvPI1tNZxaB3mz2hvknlOErteHTe2jMMlkQUuoscb78bsS1n2Z4syHztzsHj9CkMNppsjEPYRHP"
    "8vOZtCaZiRGXK935vc/r+CtcoV4GSnmF3GoN8BSEYhUZ8EBFOegyQGU2WwMgO347jzwLosMYnjqlm9o7BT96BMZLq7Vq3BHWtQV1JWnHpFuP6UJU"
    "EkwwqSB+RwGslZB5+xxx44W7k/YA1dmHOTLyikVKqWLEokpMwAfaSdjxxPZsO/8jPvQ/st5ecFm/AUs76n0wNQhlfsT3Ko9xdEV8nvP1+rs6YN9u"
    "2+Bhe6Rp4qoB2W3mhMWp6XGaBkWX7j40OqszKCYZC0+qq/bMOYGhywojQv73QqIu7k98l7xhMNjpVyu9alABAM0WxilvtNHV7v+Abev662f98W32"
    "6yyadHrtigKrKWAd5qxi1e8cPBITDRNys4G/curnr9nfEIttMgE1oUM8aY7GabyzFdaGVOLLn160rf+ynvALEY7qFsQ7/Rbd5o7EPgZlS0QFtlpD"
    "kzGCZFunR8HUrrOk7B0zLYJ3rR+8/OMGtZZKTRYQtnw422T4eUbjOX2lC4A00S0zbLmSye2ZAeh+dhfA4yg6Kx8fDxnSCxnUGmbAQ8se++XLY/et"
    "wNpN8gRF7oeORy8lPO0VphPTKfI5BGJ/G3hy9I3hTy5UD+X3X3RBv5ut0c5rvI96aiuhAGVw0o8rTsNh+5oohZzITZzcpIfxieEbqF6MXS25rQ5F"
    "MdP8k21i97jn7bAWzL01fzwg+tts5pPvFHeKeueO9Tka91GQ2V5obCiup1ZJIFJieGlrlTaAeMUNHPSv+nEULwZ5Feky7SjOTwNxvXKyE0rslwq/"
    "ykKWCepdH1QxePOv7u0fsnJfGTKXIzd0EQmPN0vA2pkWEBZw29KKdbwLLL0OIbP/XN7Bw+j8wvbyjnPcv48N5K/Tuz2VV6bZ4ycmHifsB+Z/cJFz"
    "0UtGnMXQ+pYXnSDIM9DTIi/MdaeZBUBnPCVoGHuPCXFIiGc+usbd7kIv5P022U476maVWRySuf6saPj8xbZ86/RF/Oio/EJvyonByhIm7gTOODim"
    "CYNYAYMhRJbRf+RpWhhilwAfj+lPobktmcc3fSiaj93LRFfCn/WsDO0ufk6xDKp4dbmHa7xikW5pEjW6pYC1SqgczbDWNo/KZtxUhDoiRcIFKKKo"
    "/KIhWaCJuupMOSUjJS2ip/Ew5d8mt/jPQzNYFC93avJmqCwvBuI+/grxCUKEF1ipnhTRxG8713Q7n6dLPHXt4ElEZXBwfmTZjK30I5ONDcYKDRu7"
    "lQnIZtpnumYHppqLTJg2oSWH9xqTe7ZQ1rkNMHaKnNRDA1g17X2sCiKE/ySTz90jTc1w545Md5nQtO+Vcy9mbvXuMghTdm6Trs4xLQWh2WnRDXk1"
    "pbj/ormCJsxy6YjfXJ+9dP4ZHPTIv3L54zTckqcY0mfFP3TVVRTQbN838SoA8SWXGoBe+yyQDIfySoU/bH2TzOukDPcIAfgT7mPOoHQ72tDwb/cZ"
    "T0lyOuNqpgdmto2FZUEDiYD3WL/rSObvLdF4jQfqNl7LRXcOYuAHuBKtTBq5b8KWMqlAjz9Bi0DUMntpqOIPs8A223vcBCRykRu+XrTvLtw8/Uuj"
    "XtUfHvIfEl7SC/c4hQ0Fg0+J8tvwJH0+Tyki4DSp4H6IPl84GXaEobnG5neKiiTUV7/Z2do8MQre4yH5ziGG5xuBRdUPFi82Q1NUXH6bo7S1vMTm"
    "8vYBCyU2UVJ2jpmisLTK2+QCGjY6Wn2sucLY3+b2FDc8SU+NpcPG0dXf+gAAAAAAAAAAAAAAAAAAAAAAAAAAABIhLjs="
)
_WRAPPED = read_base64(
    "7A8G7zNImb0qk7OBqpnC4GtDQ+TuF2yPYsy9/S3MBLxXsE7n5Hm0DJnskToectRmvvVkUKXqu5Gwh3+54VJTgxMgg6ZJCS7xnkpWHZuz58ItUxwm"
    "MuKygVr6Nd7aGDkXoLP730/V8cWeQXk+elTaHIzHyRe71TsoiVEQmQwP5DUsXqmyGt2U8yi8SFZQYvbFCJNKqwamInp/mofa+liocgClAmSN/0Ek"
    "Io8R8LJl0UOnUo1JOhQJ/MJBvElnioVolEbnQrIZTmgLPFyS89hfsRY4QZ4600zY0oty4+h/XMyBS8kXZQ5sn3hHRlDvCeswL6dPYC8rkCapTIDb"
    "VwZ/ziNsQOUKB2cn7q86t0l3VaD4VDqOAO35lhSOcx0Bi13h/sdi6Dn/RyTnLzuHTpezMIEgnWqJ6YuWQEV0dfNwOlyI2DKyNtYEItB3CyolWyNA"
    "nm0sgBLNiTN3odEctS8bG2VMSV1ADeFIpvwqR8i2a7/lnh3oFOl9t+MOPxe92/DOrlCikkWrP+D6UUj8bMgSiiExABgz4tAJoyOmcSUrLf41Zfh/"
    "MRkiXhF2HLWQ7VNrGCWN2Go8oCIIUqflMhimUuL30SoIriehN+RcX5Xzu/Wl6nl8LAVRJPCZ7xoQhpFpdttkqGwBFa/d9O/L7IcDDcIOqJrzKFDh"
    "C7IVlVDrXVxK973EhBiBHnzmlE7Bo/AIYgikxSZtNs73Lkgtd+gwiR1Rvhyj8i3p9NKjYy4q87lLo8uG/gO0w7CpqE10HJaqoKo9e//Zlg1UstKU"
    "44rzA5g06s+DadDK6cu1aVSlsWuSybo+AdLyRtIK9B9u5kjFTRx0GnXLYTdgTcV1wBgz9u5djEyadsqo3s9RFv7zwwtb0KYXckH60jBSvCJVDPgQ"
    "VorrgF5POP1u4lesMSgWuHVHPWX5DYki22VsSyHEezWZaDPIrjAw83lfOJzJy18sQftxH7O8mK+Wf/uzShVfaVl7df9YpJ1YjwSUnxNXTloXhAef"
    "N7GSxzcYQEGAXouYFXc0tu3SZ7OG33QK+L4jVcUyt7AtuB8aRnAWX/N5CWPczUYZAPNZ2SGHmXpRWu1dAgxv1ffeVOY/eKMU+CRIl0k6D0SG9YX9"
    "A9fcIrQjaaUBMMKY0yLVb9zDdxnWC0EGtp3iSXhU8TST3I8ReuCmB1tfY1pcQxj94cgkAnnxmzQTk9FkMbYwcjzZy4OjyIylBhq6wPUqkvRxfkrs"
    "oapj+zOOzm7yzSGt7QF0pojxYh1RGrw9FzdtZ+E8MDg+1ZAC2P3jp3/VIl7NqR3AG7gEqyq++eP+KEAZqJQenPYHx93HPb8wOYqUYAidegIs9PGl"
    "W8HQWLxjvCEFb8GAtFxBkQIEaIf9VD2/PjfbCr7g6hhEHQp97EWH+7KqtthHEvO8Y5GqrVtVFeUL0tGuKR2B7hSSVaL0Iu1+kmJKvE2VZwnAWUEo"
    "4OIAh+0HvSqzNh5rfQYKNAZLi4SuZ4jq55HXMvZHKSgwwuISZdBCatiSBfW8dXQ89SbaUIm7IQLIU3rE"
)
