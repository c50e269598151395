"""Who somebody is, and how far their role reaches."""

from __future__ import annotations

import pytest

from bot.domain.people import Identity, Operators, Person, Profile, Role, is_home, role_of
from bot.errors import NotAllowed

HOME, AWAY = "T0HOME", "T0AWAY"
OURS = Operators(teams=frozenset({HOME}))


def profile(team: str = HOME, *, owner: bool = False, stranger: bool = False) -> Profile:
    return Profile(Identity(team, "U1"), "Ana", owner=owner, stranger=stranger)


def test_a_person_of_an_installed_workspace_is_a_member() -> None:
    assert role_of(profile(), None, OURS) is Role.MEMBER


def test_workspace_owners_are_admins_while_the_settings_name_none() -> None:
    assert role_of(profile(owner=True), None, OURS) is Role.ADMIN
    named = Operators(admins=frozenset({"U9"}), teams=frozenset({HOME}))
    assert role_of(profile(owner=True), None, named) is Role.MEMBER


def test_an_owner_of_another_workspace_is_an_outsider_here() -> None:
    assert role_of(profile(AWAY, owner=True), None, OURS) is Role.OUTSIDER
    assert role_of(profile(HOME, owner=True, stranger=True), None, OURS) is Role.OUTSIDER


def test_a_bare_user_id_in_the_settings_never_names_somebody_of_another_workspace() -> None:
    operators = Operators(editors=frozenset({"U1"}), teams=frozenset({HOME}))
    assert role_of(profile(HOME), None, operators) is Role.EDITOR
    assert role_of(profile(AWAY), None, operators) is Role.OUTSIDER


def test_a_team_and_user_pair_names_that_very_person() -> None:
    operators = Operators(editors=frozenset({f"{AWAY}/U1"}), teams=frozenset({HOME}))
    assert role_of(profile(AWAY), None, operators) is Role.EDITOR
    assert role_of(profile(HOME), None, operators) is Role.MEMBER


def test_what_an_admin_said_outweighs_settings_and_slack() -> None:
    operators = Operators(admins=frozenset({"U1"}), teams=frozenset({HOME}))
    assert role_of(profile(owner=True), Role.MEMBER, operators) is Role.MEMBER


@pytest.mark.parametrize("named", [Role.EDITOR, None])
def test_an_id_that_slack_calls_a_strangers_in_our_own_workspace_is_nobodys(named: Role | None) -> None:
    operators = Operators(editors=frozenset({f"{HOME}/U1"}), teams=frozenset({HOME}))
    assert role_of(profile(HOME, stranger=True), named, operators) is Role.OUTSIDER
    assert role_of(profile(AWAY, stranger=True), named, operators) is (named or Role.OUTSIDER)


def test_nobody_is_at_home_before_the_app_is_installed_anywhere() -> None:
    assert not is_home(profile(), Operators())


@pytest.mark.parametrize("role", [Role.OUTSIDER, Role.MEMBER])
def test_a_refusal_says_who_can(role: Role) -> None:
    with pytest.raises(NotAllowed, match=r"Only editors and admins can add a record\..*roles @name editor"):
        Person(Identity(HOME, "U1"), role).must_be(Role.EDITOR, to="add a record")


def test_a_higher_role_may_do_what_a_lower_one_may() -> None:
    Person(Identity(HOME, "U1"), Role.ADMIN).must_be(Role.EDITOR, to="add a record")


def test_a_guest_of_the_workspace_is_an_outsider_until_named() -> None:
    guest = Profile(Identity(HOME, "U1"), "Gil", guest=True)
    assert role_of(guest, None, OURS) is Role.OUTSIDER
    assert role_of(guest, Role.EDITOR, OURS) is Role.EDITOR
    assert role_of(guest, None, Operators(editors=frozenset({"U1"}), teams=frozenset({HOME}))) is Role.EDITOR
