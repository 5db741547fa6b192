import time, datetime as dt, random, hashlib
import pytest
from django.db import connection
from tests.cast import make_world, PASSWORD, World
from tests.installation import Installation
from tests.services import RedisServer
from certificates.models import Certificate, CertificateStatus
from certificates.services import ordering
from certificates import storage
from backend.common.models import Heartbeat
from backend.common import clock
from volunteers.models import *
from volunteers.models.hours import *
from collections import Counter

def people(w: World, n: int):
    vs = Volunteer.objects.bulk_create([Volunteer(kept_by=w.cafe, name=f"Helferin {i}") for i in range(n)])
    HourEntry.objects.bulk_create([HourEntry(volunteer=v, activity=w.talking, organisation=w.cafe, day=dt.date(2026,3,1), minutes=60, status="confirmed", way="api", logged_by=w.omar, submitted_at=clock.now(), confirmed_at=clock.now(), confirmed_by=w.mina, evidence="registered") for v in vs])

def order(w):
    c = ordering.create_campaign(actor=w.carla, title="Dank", kind="record", issuer=w.issuer, period_start=dt.date(2026,1,1), period_end=dt.date(2026,6,30))
    return ordering.order_campaign(actor=w.carla, campaign=c)

def state(): return Counter(Certificate.objects.values_list("status", flat=True))

def test_y(own: Installation, redis: RedisServer) -> None:
    own.settings["DANKWERK_CERTIFICATE_LEASE_SECONDS"]="3"
    w = make_world(); people(w, 60)
    own.beat()
    workers=[own.worker(f"w{i}") for i in range(3)]
    t0=time.time()
    n=order(w)+order(w)
    kills=0; r=random.Random()
    hits=[]
    while kills<14:
        time.sleep(r.uniform(1,1.7))
        while not state()["rendering"]:
            time.sleep(.01)
            if not state()["queued"]: n+=order(w)
        i=r.randrange(3); workers[i].kill(); workers[i]=own.worker(f"w{i}"); kills+=1
        if kills%4==1: redis.flush()
        if kills%4==3: redis.kill(); redis.start()
        if state()["queued"]<60: n+=order(w)
        print(round(time.time()-t0,1), kills, dict(state()), [p.alive for p in workers])
    while state()!={"issued":n}:
        time.sleep(.5); print(round(time.time()-t0,1), kills, dict(state()), [p.alive for p in own.processes[-4:]])
        if time.time()-t0>90: break
    print(Counter(Certificate.objects.values_list("attempts",flat=True)))
    print(list(Heartbeat.objects.values_list("name","count")))
    print(own.logs()[-9000:])
