"""The bare vendor client: `python -m tests.bench.pushing ADDRESS COUNT THREADS`.

It says `ready`, waits for a line, then posts the same template message so many times from so many threads, as
wechatpy's manual has it.
"""

from __future__ import annotations

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor

from requests.adapters import HTTPAdapter
from wechatpy.client import WeChatClient

from tests.bot.wechat_api import APP, SECRET

BODY = {
    "template_id": "t" * 43,
    "data": {
        "thing1": {"value": "申报截止：青岛市 2024 年度"},
        "time2": {"value": "2024年12月31日 17:00"},
        "thing3": {"value": "还有 29 天，发“提醒”可查看和修改"},
    },
}


def main() -> None:
    address, count, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    client = WeChatClient(APP, SECRET, access_token="a-token")
    client.API_BASE_URL = f"{address}/cgi-bin/"
    client._http.mount("http://", HTTPAdapter(pool_maxsize=threads))
    print("ready", flush=True)
    sys.stdin.readline()
    numbers = iter(range(count))
    shares = [
        list(itertools.islice(numbers, count // threads + (n < count % threads))) for n in range(threads)
    ]

    def push(share: list[int]) -> None:
        for number in share:
            body = {"touser": f"o-{number}", "client_msg_id": f"{number:032}", **BODY}
            assert client.post("message/template/send", data=body)["errcode"] == 0

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(push, shares))


if __name__ == "__main__":
    main()
