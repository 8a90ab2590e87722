"""Reads events as FreeTAKServer reads them, and writes one as it writes them.

    python freetak.py < EVENTS

One line for each event that came (uid, type, latitude, longitude, stale, callsign), then `--`, then
an event of a unit.
"""

import re
import sys
from datetime import datetime, timedelta, timezone

from FreeTAKServer.core.serializers.xml_serializer import XmlSerializer
from FreeTAKServer.model.FTSModel.Event import Event
from lxml import etree

for text in re.findall(r"<event.*?</event>", sys.stdin.read(), re.DOTALL):
    # Of its models this one has the contact of an event.
    read = XmlSerializer().from_format_to_fts_object(text, Event.UserUpdate())
    said = [read.uid, read.type, read.point.lat, read.point.lon, read.stale, read.detail.contact.callsign]
    print("\t".join(str(part) for part in said))
print("--")

moment = datetime.strptime(sys.argv[1], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
spelt = lambda when: when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
own = Event.UserUpdate()
own.setversion("2.0")
own.setuid("crew-1")
own.settype("a-f-G-U-C")
own.sethow("m-g")
own.settime(spelt(moment))
own.setstart(spelt(moment))
own.setstale(spelt(moment + timedelta(minutes=5)))
own.point.setlat("46.25")
own.point.setlon("5.25")
print(etree.tostring(XmlSerializer().from_fts_object_to_format(own)).decode())
