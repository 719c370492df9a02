#!/usr/bin/env python3
"""Reads a write log of format version 1, live or sealed, and prints its runs, one JSON object a line.

Written from docs/write-log-format.md alone, with nothing but the standard library: it shares no code with the library, so
that both agreeing on a file says something. It checks every page, the chain of the pages, and every rule of section 5.

    read_wlog.py FILE

Runs that touch (same stream, same block length, neighbours on the tape) are printed as one, and what a retraction took away
is not printed. Exit code 0: the log is whole. 1: damaged; the runs of its good part are printed all the same, and what is
wrong stands on standard error. 2: a wrong call.
"""

import json
import sys
from datetime import datetime, timedelta

MAX_NUMBER = (1 << 63) - 1
MAX_INT = (1 << 31) - 1
MAX_TICKS = 3155378975999999999
MAX_TEXT = 4096
CRITICAL_BELOW = 0x20


def crc_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


CRC_TABLE = crc_table()


def crc(start, data):
    """Section "Conventions": continues a finished CRC32C over more bytes."""
    value = start ^ 0xFFFFFFFF
    for byte in data:
        value = CRC_TABLE[(value ^ byte) & 0xFF] ^ (value >> 8)
    return value ^ 0xFFFFFFFF


class Fault(Exception):
    """The first thing that is wrong with a log; its good part ends before the page that holds it."""


def demand(condition, message):
    if not condition:
        raise Fault(message)


class Cursor:
    """Takes fields from bytes, never from behind their end."""

    def __init__(self, data, position=0):
        self.data = data
        self.position = position

    def at_end(self):
        return self.position >= len(self.data)

    def bytes(self, count):
        demand(count <= len(self.data) - self.position, "a field reaches out of its record or page")
        taken = self.data[self.position:self.position + count]
        self.position += count
        return taken

    def byte(self):
        return self.bytes(1)[0]

    def varint(self, maximum=MAX_NUMBER):
        """Section 2."""
        value = 0
        for index in range(9):
            byte = self.byte()
            value |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                demand(byte != 0 or index == 0, "a number is longer than it must be")
                demand(value <= maximum, "a number is too great")
                return value
        raise Fault("a number does not end")

    def octets(self):
        return self.bytes(self.varint(MAX_TEXT))

    def text(self):
        try:
            return self.octets().decode("utf-8", "strict")
        except UnicodeDecodeError:
            raise Fault("a text is no UTF-8") from None


class Stream:
    def __init__(self, name):
        self.name = name
        self.blocks = 0
        self.bytes = 0
        self.filemarks = 0
        self.is_open = True

    def counts(self):
        return self.blocks, self.bytes, self.filemarks


class Extent:
    """What lies on the tape from one object on. Filemarks have no length; owner None is the session."""

    def __init__(self, kind, owner, first_object, first_block, count, length, time):
        self.kind = kind
        self.owner = owner
        self.first_object = first_object
        self.first_block = first_block
        self.count = count
        self.length = length
        self.time = time


class Log:
    """Section 5: applies the records of whole pages."""

    def __init__(self):
        self.header = None
        self.streams = {}
        self.extents = []
        self.next_object = 0
        self.on_medium = 0
        self.total_bytes = 0
        self.session_filemarks = 0
        self.system_blocks = 0
        self.is_closed = False
        self.time = None

    # The live form, section 4.

    def read_page(self, payload, first_object, is_first, is_sealed):
        if is_first:
            payload.bytes(16)
        else:
            demand(first_object == self.next_object, "a page begins at another object than the page before it ends")
        (self.read_sealed if is_sealed else self.read_live)(payload, first_object)
        demand(self.header is not None, "the first page holds no header")

    def read_live(self, payload, first_object):
        slots = [None] * 8
        next_slot = 0
        last_length = None
        stamp = 0
        while not payload.at_end():
            demand(not self.is_closed, "something follows the close record")
            number = payload.byte()
            demand(self.header is not None or number == 0x01, "the first record is no header")
            demand(number != 0, "zeros are no record")
            if number >= 0x80:
                slot = (number >> 4) & 7
                count = (number & 15) + 1
                if count == 16:
                    count += payload.varint()
                demand(slots[slot] is not None, "a run names an empty slot")
                ordinal, length = slots[slot]
                self.run(ordinal, length, count)
                last_length = length
            elif number >= 0x40:
                count = (number & 31) + 1
                if count == 32:
                    count += payload.varint()
                ordinal = payload.varint(MAX_INT)
                if number >= 0x60:
                    last_length = payload.varint(MAX_INT)
                    demand(last_length > 0, "a block has no length")
                demand(last_length is not None, "a run has no block length")
                self.run(ordinal, last_length, count)
                if (ordinal, last_length) not in slots:
                    slots[next_slot] = (ordinal, last_length)
                    next_slot = (next_slot + 1) % 8
            elif number == 0x09:
                stamp += payload.varint()
                self.time_stamp(stamp)
            else:
                content = Cursor(payload.bytes(payload.varint()))
                self.record(number, content)
                if number == 0x01:
                    demand(first_object == self.next_object, "the first page begins at another object than the header says")

    # The sealed form, section 9.

    def read_sealed(self, payload, first_object):
        page = SealedPage(payload)
        for run in range(page.runs + 1):
            while page.next_listed() == run:
                self.read_listed(page, first_object, run)
            for stamp in page.stamps_before(run):
                demand(not self.is_closed, "something follows the close record")
                self.time_stamp(stamp)
            if run < page.runs:
                demand(not self.is_closed and self.header is not None, "a run before the header, or behind the close record")
                ordinal, length, count = page.run(run)
                self.run(ordinal, length, count)
        demand(page.listed is None, "a record stands behind the runs of its page")

    def read_listed(self, page, first_object, run):
        number = page.payload.byte()
        demand(0 < number < 0x40, "a run, or nothing, among the other records")
        demand(not self.is_closed or (number >= CRITICAL_BELOW and number not in self.known()), "something follows the close record")
        if number == 0x09:
            demand(self.header is not None, "the first record is no header")
            self.time_stamp(page.clock.listed(page.bytes_before(run), page.payload.varint()))
        else:
            content = Cursor(page.payload.bytes(page.payload.varint()))
            demand(self.header is not None or number == 0x01, "the first record is no header")
            self.record(number, content)
            if number == 0x01:
                demand(first_object == self.next_object, "the first page begins at another object than the header says")
        page.find_listed()

    def known(self):
        return {
            0x01: self.read_header, 0x02: self.define_stream, 0x03: self.filemarks, 0x04: self.system, 0x05: self.retract,
            0x06: self.mark_on_medium, 0x07: self.end_stream, 0x08: self.close, 0x20: self.checksum, 0x21: self.origin,
            0x22: self.error, 0x23: lambda c: c.bytes(16), 0x24: self.receive_time, 0x25: self.intent,
        }

    def record(self, number, content):
        known = self.known()
        if number in known:
            known[number](content)
        else:
            demand(number >= CRITICAL_BELOW, "record %02Xh is not known and must not be passed over" % number)

    # The records, sections 4 and 5.

    def read_header(self, content):
        demand(self.header is None, "a second header")
        flags = content.byte()
        demand(flags & ~7 == 0, "a flag of the header is not known")
        content.bytes(4 * 16)
        content.varint(MAX_INT)
        content.varint(MAX_INT)
        origin = content.varint()
        content.varint()
        session = content.varint(MAX_INT)
        demand(session >= 1, "sessions are counted from 1")
        resolution = content.varint()
        created = content.varint(MAX_TICKS)
        content.text()
        self.header = {"flags": flags, "resolution": resolution, "created": created}
        self.next_object = self.on_medium = origin
        self.time = created if resolution else None

    def stream(self, ordinal, must_be_open=False):
        demand(ordinal in self.streams, "a record speaks of a stream that is not defined")
        stream = self.streams[ordinal]
        demand(stream.is_open or not must_be_open, "a record adds to a stream that has ended")
        return stream

    def define_stream(self, content):
        ordinal = content.varint(MAX_INT)
        demand(ordinal not in self.streams, "a stream is defined twice")
        content.varint(MAX_INT)
        list_format = content.varint()
        demand(list_format in (0, 1, 4), "a list identifier format is not known")
        content.varint((1 << 32) - 1)
        content.varint(MAX_TICKS + 1)
        name = content.text()
        content.text()
        content.text()
        content.text()
        content.octets()
        self.streams[ordinal] = Stream(name)

    def place(self, kind, owner, first_block, count, length):
        demand(count <= MAX_NUMBER - self.next_object, "an object number is too great")
        last = self.extents[-1] if self.extents else None
        if (kind == "run" and last is not None and last.kind == "run" and last.owner == owner and last.length == length):
            last.count += count
        else:
            self.extents.append(Extent(kind, owner, self.next_object, first_block, count, length, self.time))
        self.next_object += count

    def run(self, ordinal, length, count):
        demand(count == 1 or not self.header["flags"] & 4, "an entry of several blocks in a log with one entry per block")
        stream = self.stream(ordinal, must_be_open=True)
        demand(self.total_bytes + count * length <= MAX_NUMBER, "the bytes of the streams are too many")
        self.place("run", ordinal, stream.blocks, count, length)
        stream.blocks += count
        stream.bytes += count * length
        self.total_bytes += count * length

    def filemarks(self, content):
        owner = content.varint(MAX_INT + 1) - 1
        count = content.varint()
        demand(count >= 1, "no filemarks")
        if owner < 0:
            self.place("filemarks", None, 0, count, 0)
            self.session_filemarks += count
        else:
            stream = self.stream(owner, must_be_open=True)
            self.place("filemarks", owner, stream.blocks, count, 0)
            stream.filemarks += count

    def system(self, content):
        demand(1 <= content.varint() <= 3, "a type of system blocks is not known")
        length = content.varint(MAX_INT)
        count = content.varint()
        demand(length >= 1 and count >= 1, "no system blocks")
        demand(content.varint() + content.varint() <= MAX_NUMBER, "system blocks hold more of the log than there can be")
        self.place("system", None, 0, count, length)
        self.system_blocks += count

    def retract(self, content):
        target = content.varint()
        session_filemarks = content.varint()
        system_blocks = content.varint()
        left = []
        for _ in range(content.varint(1024)):
            left.append((content.varint(MAX_INT), (content.varint(), content.varint(), content.varint())))
        demand(all(a[0] < b[0] for a, b in zip(left, left[1:])), "the streams of a retraction do not ascend")
        demand(target < self.next_object, "a retraction takes nothing away")
        before = {ordinal: stream.counts() for ordinal, stream in self.streams.items()}
        self.cut(target)
        named = dict(left)
        demand(all(ordinal in named or stream.counts() == before[ordinal] for ordinal, stream in self.streams.items()),
               "a retraction takes from a stream that it does not name")
        for ordinal, counts in left:
            demand(self.stream(ordinal).counts() == counts and before[ordinal] != counts, "a retraction leaves a stream other counts than its runs have")
            self.streams[ordinal].is_open = True
        demand(self.session_filemarks == session_filemarks and self.system_blocks == system_blocks,
               "a retraction leaves the session other counts than it has")

    def cut(self, target):
        while self.next_object > target:
            demand(self.extents, "a retraction goes behind the origin")
            last = self.extents[-1]
            went = min(last.count, self.next_object - target)
            if last.kind == "system":
                self.system_blocks -= went
            elif last.owner is None:
                self.session_filemarks -= went
            else:
                stream = self.streams[last.owner]
                if last.kind == "run":
                    stream.blocks -= went
                    stream.bytes -= went * last.length
                    self.total_bytes -= went * last.length
                else:
                    stream.filemarks -= went
            last.count -= went
            self.next_object -= went
            if last.count == 0:
                self.extents.pop()
        self.on_medium = min(self.on_medium, target)

    def mark_on_medium(self, content):
        mark = content.varint()
        demand(self.on_medium < mark <= self.next_object, "an on-medium mark does not ascend, or lies beyond the tape")
        self.on_medium = mark

    def end_stream(self, content):
        stream = self.stream(content.varint(MAX_INT), must_be_open=True)
        demand(content.varint() in (1, 2), "a kind of stream end is not known")
        counts = (content.varint(), content.varint(), content.varint())
        content.text()
        demand(stream.counts() == counts, "a stream ends with other counts than it has")
        stream.is_open = False

    def close(self, content):
        said = tuple(content.varint() for _ in range(5))
        filemarks = self.session_filemarks + sum(stream.filemarks for stream in self.streams.values())
        blocks = sum(stream.blocks for stream in self.streams.values())
        demand(said == (len(self.streams), blocks, self.total_bytes, filemarks, self.system_blocks), "the closing totals are not those of the log")
        self.is_closed = True

    def checksum(self, content):
        stream = self.stream(content.varint(MAX_INT))
        demand(content.varint() == stream.blocks, "a checksum covers other blocks than the stream has")
        content.bytes(4)

    def origin(self, content):
        self.stream(content.varint(MAX_INT))
        content.varint()
        content.varint()
        content.byte()
        content.varint()
        content.octets()
        for _ in range(2):  # Bytes of the block before the first one; length of the source's blocks.
            if not content.at_end():
                content.varint(MAX_INT)

    def error(self, content):
        content.varint(MAX_INT)
        demand(content.byte() in (0, 1), "an error is neither deferred nor not")
        content.varint()
        content.varint()
        content.text()

    def receive_time(self, content):
        self.stream(content.varint(MAX_INT))
        content.varint()
        content.varint(MAX_TICKS)

    def intent(self, content):
        self.stream(content.varint(MAX_INT))
        demand(content.varint() + content.varint() <= MAX_NUMBER, "an intent speaks of more blocks than a stream can have")

    def time_stamp(self, stamp):
        demand(self.header is not None, "the first record is no header")
        resolution = self.header["resolution"]
        demand(resolution > 0, "a time stamp in a log that has none")
        time = self.header["created"] + stamp * resolution
        demand(stamp <= MAX_NUMBER and time <= MAX_TICKS, "a time is too late")
        self.time = time

    # What is printed.

    def runs(self):
        for extent in self.extents:
            if extent.kind == "run":
                yield {
                    "firstLogicalObjectIdentifier": extent.first_object,
                    "stream": extent.owner,
                    "streamName": self.streams[extent.owner].name,
                    "firstBlock": extent.first_block,
                    "blockCount": extent.count,
                    "blockLengthBytes": extent.length,
                    "byteCount": extent.count * extent.length,
                    "notBefore": iso(extent.time) if extent.time is not None else None,
                }


def iso(ticks):
    seconds, fraction = divmod(ticks, 10_000_000)
    return (datetime(1, 1, 1) + timedelta(seconds=seconds)).isoformat() + ".%07dZ" % fraction


def numbers(payload, count, maximum=MAX_NUMBER):
    """Section 9, "A sequence of numbers"."""
    symbols = []
    start = first = 0
    total = payload.varint(256)
    demand(total >= 1, "a sequence has no symbol")
    for _ in range(total):
        first += payload.varint()
        bits = payload.byte()
        demand(bits <= 62 and first + (1 << bits) - 1 <= MAX_NUMBER, "a symbol stands for too great a number")
        frequency = payload.varint(4096) if total > 1 else 4096
        demand(frequency >= 1, "a symbol has no frequency")
        symbols.append((first, bits, start, frequency))
        start += frequency
        first += 1
    demand(start == 4096, "the frequencies do not add up")
    taken = [symbols[0]] * count
    if total > 1:
        word_count = payload.varint()
        states = [int.from_bytes(payload.bytes(4), "big"), int.from_bytes(payload.bytes(4), "big")]
        demand(all(1 << 15 <= state < 1 << 31 for state in states), "a state is out of its range")
        words = Cursor(payload.bytes(2 * word_count))
        slots = [symbol for symbol in symbols for _ in range(symbol[3])]
        for place in range(count):
            state = states[place & 1]
            slot = state % 4096
            symbol = taken[place] = slots[slot]
            state = symbol[3] * (state // 4096) + slot - symbol[2]
            if state < 1 << 15:
                state = (state << 16) + int.from_bytes(words.bytes(2), "big")
            states[place & 1] = state
        demand(states == [1 << 15, 1 << 15] and words.at_end(), "a sequence has more words than numbers")
    bits = left = 0
    extra = Cursor(payload.bytes(payload.varint())) if any(symbol[1] for symbol in symbols) else Cursor(b"")
    result = []
    for first, width, _, _ in taken:
        while left < width:
            bits |= extra.byte() << left
            left += 8
        number = first + (bits & ((1 << width) - 1))
        bits >>= width
        left -= width
        demand(number <= maximum, "a number of a sequence is too great")
        result.append(number)
    demand(extra.at_end() and left < 8 and bits == 0, "a sequence has more bits than numbers")
    return result


class SealedClock:
    """Section 9, "Time stamps"."""

    def __init__(self, units=0, rate=0, shift=0):
        self.units = units
        self.rate = rate
        self.shift = shift
        self.fraction = 0
        self.bytes = 0

    def guess(self, bytes_so_far):
        self.fraction += min(bytes_so_far - self.bytes, 1 << 46) * self.rate
        self.bytes = bytes_so_far
        return self.fraction >> self.shift

    def settle(self, guess, delta):
        demand(0 <= delta <= MAX_NUMBER - self.units, "a time stamp goes back, or is too late")
        self.units += delta
        one = 1 << self.shift
        self.fraction = 0 if guess < delta else one - 1 if guess > delta else self.fraction % one
        return self.units

    def listed(self, bytes_so_far, delta):
        return self.settle(self.guess(bytes_so_far), delta)

    def coded(self, bytes_so_far, surprise):
        """Gives the stamp, and whether it is later than the one before."""
        guess = self.guess(bytes_so_far)
        delta = guess + (surprise // 2 if surprise % 2 == 0 else -((surprise + 1) // 2))
        return self.settle(guess, delta), delta > 0


class SealedPage:
    """Section 9, "The payload"."""

    def __init__(self, payload):
        self.payload = payload
        self.runs = payload.varint(65536)
        self.bytes_up_to = [0]
        if self.runs:
            self.read_streams()
            self.read_runs()
        self.clock = SealedClock()
        self.form = payload.byte()
        demand(self.form <= 2 and (self.form != 2 or self.runs > 0), "a form of time stamps is not known")
        if self.form:
            units = payload.varint()
            rate = payload.varint((1 << 16) - 1)
            shift = payload.byte()
            demand(shift <= 60, "a rate has too great a shift")
            self.clock = SealedClock(units, rate, shift)
        self.places = {}
        self.surprises = []
        if self.form == 1:
            count = payload.varint(65536)
            demand(count >= 1, "no time stamps where some are said")
            place = 0
            for gap in numbers(payload, count):
                place += gap
                demand(place <= self.runs, "a time stamp stands behind the runs of its page")
                self.places[place] = self.places.get(place, 0) + 1
            self.surprises = numbers(payload, count)
        elif self.form == 2:
            self.surprises = numbers(payload, self.runs)
        self.next_surprise = 0
        self.listed = 0
        self.find_listed()

    def read_streams(self):
        lengths = []
        length = 0
        for _ in range(self.payload.varint(MAX_INT)):
            more = self.payload.varint(MAX_INT)
            length += more
            demand(more >= 1 and length <= MAX_INT, "a block length is too great, or no more than the one before")
            lengths.append(length)
        demand(lengths, "a page with runs has no block length")
        self.streams = []
        following = 0
        for _ in range(self.payload.varint(MAX_INT)):
            ordinal = following + self.payload.varint(MAX_INT)
            demand(ordinal <= MAX_INT, "an ordinal is too great")
            following = ordinal + 1
            own = [lengths[0]]
            if len(lengths) > 1:
                own = []
                for _ in range(self.payload.varint(MAX_INT)):
                    index = self.payload.varint()
                    demand(index < len(lengths), "a stream has a block length that is not in the list")
                    own.append(lengths[index])
                demand(own, "a stream has no block length")
            self.streams.append((ordinal, own))
        demand(self.streams, "a page with runs has no stream")

    def read_runs(self):
        payload, streams = self.payload, self.streams
        changes = numbers(payload, self.runs, len(streams) - 1) if len(streams) > 1 else [0] * self.runs
        counts = numbers(payload, self.runs, MAX_NUMBER - 1)
        chosen = numbers(payload, self.runs) if any(len(own) > 1 for _, own in streams) else [0] * self.runs
        self.run_list = []
        stream = 0
        for change, count, choice in zip(changes, counts, chosen):
            stream = (stream + change) % len(streams)
            ordinal, own = streams[stream]
            demand(choice < len(own), "a run has a block length that its stream does not have")
            self.run_list.append((ordinal, own[choice], count + 1))
            self.bytes_up_to.append(self.bytes_up_to[-1] + min((count + 1) * own[choice], 1 << 46))

    def run(self, index):
        return self.run_list[index]

    def bytes_before(self, run):
        return self.bytes_up_to[run]

    def find_listed(self):
        """Finds before which run the next listed record stands; None: there is none."""
        self.listed = None if self.payload.at_end() else self.listed + self.payload.varint()

    def next_listed(self):
        return self.listed

    def stamps_before(self, run):
        count = self.places.get(run, 0) if self.form == 1 else 1 if self.form == 2 and run < self.runs else 0
        for _ in range(count):
            stamp, is_later = self.clock.coded(self.bytes_up_to[run], self.surprises[self.next_surprise])
            self.next_surprise += 1
            if self.form == 1 or is_later:
                yield stamp


class Pages:
    """Section 3: proves each page, and that it follows the one before."""

    def __init__(self, data):
        self.data = data
        self.offset = 0
        self.salt = None
        self.is_sealed = False
        self.is_at_index = False
        self.sequence = 0
        self.predecessor = 0

    def next(self):
        """Gives the payload and the first object of the next page; None at a clean end."""
        data, offset = self.data, self.offset
        if not any(data[offset:offset + 4096]) and not any(data[offset:]):
            return None
        if self.is_sealed and data[offset:offset + 4] == b"MTWI":
            self.is_at_index = True
            return None
        head = data[offset:offset + 32]
        demand(len(head) == 32, "a page header is cut off")
        demand(head[0:4] == b"MTWL", "no page begins here")
        demand(head[4] == 1, "the format version is not known")
        length = int.from_bytes(head[6:8], "big")
        demand(1 <= length <= 65504, "a payload has a length that none has")
        if self.sequence == 0:
            demand(length >= 16 and len(data) >= offset + 48, "the log identifier is cut off")
            self.salt = crc(0, data[offset + 32:offset + 48])
        demand(int.from_bytes(head[24:28], "big") == crc(self.salt, head[0:24]), "a page header does not have its checksum")
        payload = data[offset + 32:offset + 32 + length]
        demand(len(payload) == length, "a page is cut off")
        page_crc = crc(crc(self.salt, head[0:28]), payload)
        demand(int.from_bytes(head[28:32], "big") == page_crc, "a page does not have its checksum")
        demand(int.from_bytes(head[8:12], "big") == self.sequence, "a page is missing, repeated or moved")
        demand(int.from_bytes(head[12:16], "big") == self.predecessor, "a page does not follow the one before it")
        demand(head[5] in (1, 2), "a page type is not known")
        first_object = int.from_bytes(head[16:24], "big")
        demand(first_object <= MAX_NUMBER, "an object number is too great")
        self.offset = offset + 32 + length
        self.sequence += 1
        self.predecessor = page_crc
        self.is_sealed = head[5] == 2
        return Cursor(payload), first_object, self.is_sealed


def check_index(pages, data):
    """Section 10: every checksum of the index, which this reader does not need. One that is damaged is passed over, as the section says."""
    if not pages.is_at_index:
        return
    try:
        begin = pages.offset
        footer = data[-48:]
        demand(len(data) >= begin + 8 + 48 and footer[0:5] == b"MTWX\x01", "the index has no footer")
        demand(int.from_bytes(footer[44:48], "big") == crc(pages.salt, footer[0:44]), "the footer of the index does not have its checksum")
        words = int.from_bytes(footer[16:24], "big")
        demand(int.from_bytes(footer[8:16], "big") == begin and footer[28:44] == data[32:48], "the index is another log's")
        demand(int.from_bytes(footer[24:28], "big") == pages.predecessor, "the index is that of other pages")
        demand(len(data) == begin + 8 + 8 * (words + (words + 2046) // 2047) + 48, "the index has another length than its footer says")
        demand(data[begin:begin + 8] == b"MTWI\x01\0\0\0", "the index has another version")
        salt = crc(pages.salt, footer[8:16] + footer[24:28])
        at = begin + 8
        for segment in range((words + 2046) // 2047):
            length = 8 * min(2047, words - 2047 * segment)
            expected = crc(crc(salt, segment.to_bytes(4, "big")), data[at:at + length])
            demand(data[at + length:at + length + 8] == expected.to_bytes(4, "big") + bytes(4), "a segment of the index does not have its checksum")
            at += length + 8
    except Fault as fault:
        print("the index is damaged, and not needed: %s" % fault, file=sys.stderr)


def read(data, page_limit=None):
    """Applies the pages of a log. Gives the log, the number of good pages, and the fault or None."""
    log = Log()
    pages = Pages(data)
    good = 0
    try:
        while good != page_limit:
            page = pages.next()
            if page is None:
                demand(not pages.is_at_index or log.is_closed, "an index stands where the rest of the log belongs")
                check_index(pages, data)
                break
            log.read_page(page[0], page[1], is_first=good == 0, is_sealed=page[2])
            good += 1
    except Fault as fault:
        return log, good, "%s (in the page behind %d good ones)" % (fault, good)
    return log, good, None


def main(arguments):
    if len(arguments) != 1:
        print("usage: read_wlog.py FILE", file=sys.stderr)
        return 2
    with open(arguments[0], "rb") as file:
        data = file.read()
    log, good, fault = read(data)
    if fault is not None:
        # The records of a page are taken all or not at all: the good pages once more, without the one that failed half-way.
        log, _, _ = read(data, page_limit=good)
        print("%s: damaged: %s" % (arguments[0], fault), file=sys.stderr)
    for run in log.runs():
        print(json.dumps(run, ensure_ascii=True))
    return 0 if fault is None and good > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
