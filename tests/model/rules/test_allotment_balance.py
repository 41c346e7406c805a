"""Money received, its parts and the projects add up, or the difference is known."""

from __future__ import annotations

from xl_addin.demo.examples import demo_register
from xl_addin.model.register import Allotment, Bucket
from xl_addin.model.rules.allotment_balance import Sum, allotment_differences

RECEIVED = (Allotment(1, 300), Allotment(2, 100))


def test_sums_that_hold_differ_in_nothing() -> None:
    buckets = (Bucket("งานประจำ", 150), Bucket("ต้นปี", 150, "งานประจำ"), Bucket("โครงการ", 250, section_no=1))
    assert allotment_differences(RECEIVED, buckets, {1: 250}) == []


def test_parts_of_parts_are_not_counted_twice() -> None:
    buckets = (Bucket("งานประจำ", 400), Bucket("ต้นปี", 300, "งานประจำ"))
    (difference,) = allotment_differences(RECEIVED, buckets, {})
    assert (difference.sum, difference.bucket, difference.amount) == (Sum.PARTS, "งานประจำ", -100)


def test_a_transfer_explains_projects_beyond_their_bucket() -> None:
    plain, moved = Bucket("โครงการ", 400, section_no=1), Bucket("โครงการ", 400, section_no=1, transfer=50)
    (difference,) = allotment_differences(RECEIVED, (plain,), {1: 450})
    assert (difference.sum, difference.amount) == (Sum.PROJECTS, 50)
    assert allotment_differences(RECEIVED, (moved,), {1: 450}) == []


def test_two_buckets_may_pay_the_projects_of_one_section() -> None:
    buckets = (Bucket("ครั้งที่ 1", 300, section_no=1), Bucket("ครั้งที่ 2", 100, section_no=1))
    assert allotment_differences(RECEIVED, buckets, {1: 400}) == []


def test_the_allocation_page_of_the_real_office_adds_up() -> None:
    register = demo_register("rayong2")
    assert allotment_differences(register.allotments, register.buckets, {1: 154_798_000}) == []


def test_a_reserve_that_is_not_given_out_is_no_difference() -> None:
    reserve = Bucket("งบสำรองเร่งด่วน", 400, section_no=1)
    for given in (0, 150, 400):
        assert allotment_differences(RECEIVED, (reserve,), {1: given}) == []
    (difference,) = allotment_differences(RECEIVED, (reserve,), {1: 401})
    assert (difference.sum, difference.amount) == (Sum.PROJECTS, 1)


def test_only_the_reserve_may_be_left_of_what_pays_together() -> None:
    buckets = (Bucket("โครงการ", 300, section_no=1), Bucket("สำรองจ่าย", 100, section_no=1))
    assert allotment_differences(RECEIVED, buckets, {1: 320}) == []
    (difference,) = allotment_differences(RECEIVED, buckets, {1: 299})
    assert difference.amount == -101


def test_a_reserve_may_be_given_out_in_part() -> None:
    buckets = (Bucket("งบสำรอง", 400), Bucket("ช่วยภัยแล้ง", 150, "งบสำรอง"))
    assert allotment_differences(RECEIVED, buckets, {}) == []
    assert allotment_differences(RECEIVED, (Bucket("งบสำรอง", 400), Bucket("ภัยแล้ง", 450, "งบสำรอง")), {})
