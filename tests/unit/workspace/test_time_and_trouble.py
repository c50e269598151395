"""Clocks, tickets, rate limits and scripted faults."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from workspace import Delayed, Dropped, ManualClock, Refused, SystemClock
from workspace.clock import PolledClock, as_clock
from workspace.faults import FaultScript
from workspace.rates import RateLimits
from workspace.tickets import ResponseTicket, Tickets, Trigger

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


class TestClocks:
    async def test_a_manual_clock_wakes_sleepers_in_the_order_of_their_deadlines(self, clock: ManualClock) -> None:
        woken: list[int] = []

        async def sleeper(seconds: int) -> None:
            await clock.sleep(seconds)
            woken.append(seconds)

        async with asyncio.TaskGroup() as group:
            for seconds in (60, 1, 30):
                group.create_task(sleeper(seconds))
            await asyncio.sleep(0)
            clock.advance(30)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert woken == [1, 30]
            clock.advance(30)
        assert woken == [1, 30, 60]
        assert clock() == NOON + timedelta(minutes=1)

    async def test_sleeping_for_no_time_returns(self, clock: ManualClock) -> None:
        await clock.sleep(0)

    async def test_a_sleeper_that_was_cancelled_is_passed_over(self, clock: ManualClock) -> None:
        task = asyncio.create_task(clock.sleep(1))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        clock.advance(2)

    async def test_any_callable_can_be_the_clock(self) -> None:
        now = [NOON]
        clock = as_clock(lambda: now[0])
        assert isinstance(clock, PolledClock)
        sleeping = asyncio.create_task(clock.sleep(5))
        await asyncio.sleep(0)
        assert not sleeping.done()
        now[0] += timedelta(seconds=5)
        await asyncio.wait_for(sleeping, 1)
        assert clock() == now[0]

    async def test_without_a_clock_it_is_the_machines(self) -> None:
        clock = as_clock(None)
        assert isinstance(clock, SystemClock)
        assert clock().tzinfo is UTC
        await clock.sleep(0)


class TestTickets:
    def test_a_trigger_is_good_once(self, clock: ManualClock) -> None:
        tickets = Tickets(clock)
        key = tickets.trigger("T1", "U1").id
        assert isinstance(tickets.exchange(key), Trigger)
        assert tickets.exchange(key) == "exchanged_trigger_id"

    def test_a_trigger_lives_three_seconds(self, clock: ManualClock) -> None:
        tickets = Tickets(clock)
        young, old = tickets.trigger("T1", "U1").id, tickets.trigger("T1", "U1").id
        clock.advance(3)
        assert isinstance(tickets.exchange(young), Trigger)
        clock.advance(0.1)
        assert tickets.exchange(old) == "expired_trigger_id"

    def test_a_trigger_that_was_never_issued_is_invalid(self, clock: ManualClock) -> None:
        assert Tickets(clock).exchange("1.2.3") == "invalid_trigger_id"

    def test_a_response_address_is_good_five_times_in_thirty_minutes(self, clock: ManualClock) -> None:
        tickets = Tickets(clock)
        for key in ("used", "aged"):
            tickets.response(ResponseTicket(key, "commands", "T1", "C1", "U1", clock(), "cause"))
        assert [tickets.redeem("used") is not None for _ in range(6)] == [True] * 5 + [False]
        clock.advance(30 * 60)
        assert tickets.redeem("aged") is not None
        clock.advance(1)
        assert tickets.redeem("aged") is None
        assert tickets.redeem("unknown") is None


class TestRates:
    def test_nothing_is_limited_until_it_is_switched_on(self, clock: ManualClock) -> None:
        rates = RateLimits(clock)
        assert [rates.wait_for("chat.postMessage", "T1", "C1", 3) for _ in range(3)] == [None] * 3

    def test_a_channel_takes_a_message_a_second(self, clock: ManualClock) -> None:
        rates = RateLimits(clock)
        rates.enabled = True
        assert rates.wait_for("chat.postMessage", "T1", "C1", 3) is None
        assert rates.wait_for("chat.postMessage", "T1", "C2", 3) is None
        assert rates.wait_for("chat.postMessage", "T1", "C1", 3) == 1
        clock.advance(1)
        assert rates.wait_for("chat.postMessage", "T1", "C1", 3) is None

    def test_a_method_takes_as_many_calls_a_minute_as_its_tier(self, clock: ManualClock) -> None:
        rates = RateLimits(clock)
        rates.enabled = True
        waits = [rates.wait_for("users.list", "T1", "", 2) for _ in range(21)]
        assert waits == [None] * 20 + [60]
        clock.advance(45.5)
        assert rates.wait_for("users.list", "T1", "", 2) == 15


class TestFaults:
    def test_a_fault_is_met_as_often_as_scripted_and_by_its_method_only(self) -> None:
        faults = FaultScript()
        faults.add("chat.update", Refused("message_not_found"), times=2)
        assert faults.next_for("chat.postMessage") is None
        met = [faults.next_for("chat.update") for _ in range(3)]
        assert met == [Refused("message_not_found")] * 2 + [None]

    def test_faults_come_in_the_order_they_were_scripted(self) -> None:
        faults = FaultScript()
        faults.add("*", Dropped())
        faults.add("users.info", Delayed(1))
        assert [faults.next_for("users.info") for _ in range(2)] == [Dropped(), Delayed(1)]

    def test_faults_can_be_forgotten(self) -> None:
        faults = FaultScript()
        faults.add("*", Dropped(processed=True), times=9)
        faults.clear()
        assert faults.next_for("users.info") is None
