import time, datetime as dt
from tests.cast import make_world, PASSWORD
from tests.installation import Installation
from tests.services import RedisServer
from certificates.models import Certificate
from backend.common.models import Heartbeat

def test_x(own: Installation, redis: RedisServer) -> None:
    t=time.time()
    w = make_world()
    print("world", time.time()-t)
    for u in (w.carla,):
        u.set_password(PASSWORD); u.save()
    t=time.time()
    door = own.web()
    print("web", time.time()-t)
    def order(label):
        t=time.time()
        a = carla.ask("POST","/api/v1/certificates", {"volunteer":str(w.ada_volunteer.uuid),"kind":"thanks","issuer":str(w.issuer.uuid),"start":"2026-01-01","end":"2026-06-01"})
        print(label, a.status, round(a.seconds,3))
    redis.freeze()
    a = door.ask("POST","/api/v1/auth/sign-in",{"email":"carla@example.org","password":PASSWORD})
    print("signin frozen", a.status, a.seconds)
    redis.thaw()
    carla = door.sign_in("carla@example.org", PASSWORD)
    redis.freeze(); order("frozen cold"); order("frozen again"); redis.thaw()
    order("thawed"); order("warm")
    redis.freeze(); order("frozen warm"); order("frozen warm"); redis.thaw(); order("thawed")
    redis.kill(); order("dead"); order("dead"); redis.start(); order("restarted"); order("restarted")
    a = carla.ask("GET","/api/v1/thanks"); print(a.status,a.seconds)
    print(list(Heartbeat.objects.values_list("name","count")), Certificate.objects.count())
    print(own.logs()[-6000:])
