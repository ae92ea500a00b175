import asyncio, time, pytest
from tests.live.terminal import terminal
from tests.live.watcher import quiet_lab
pytestmark = pytest.mark.real
async def test_x(server):
    async with quiet_lab(server.target) as lab:
        s = await lab.create("Move me 140"); await lab.prompt(s,"Say","limited-opus"); await lab.becomes(s,"retry")
        for turn in range(10):
            async with terminal(140, 40) as screen:
                await screen.type(f"/work/main/.venv/bin/python /tmp/lab/live/dbg_main.py {server.url}"); await screen.press("Enter")
                await screen.shows("Move me 140","retry")
                t=time.monotonic()
                pics=[]
                async def snap(w):
                    pics.append((round(time.monotonic()-t,2), w, await screen.picture()))
                await screen.press("/"); await snap("/")
                await screen.type("Move me 140"); await snap("typed")
                await screen.press("Enter"); await snap("enter")
                await asyncio.sleep(1.5); await snap("later")
                ok="filter Move" in pics[-1][2]
                print(turn, ok)
                for at,w,p in pics:
                    ls=[l for l in p.splitlines() if l.strip()]
                    print(at, w, len(ls)); 
                    if not ok: pass
