"""Words and their readings: groups, entries, voices and the switch, and what speech is given of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import MINE, THEIRS, Served, served

from understudy.service.api import vocabulary
from understudy.service.database.engine import Database
from understudy.service.jobs.vocabulary import lexicon


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Served]:
    yield served(database, tmp_path, vocabulary.router)


def group(api: Served, name: str = "names", **more: str) -> str:
    made: str = api.made("POST", "ttsc/vocabulary-groups", json={"group_name": name}, **more)["id"]
    return made


def entry(api: Served, kind: str, key: str, value: str = "", **more: str) -> str:
    body = {"type": kind, "key": key, "value": value, **more}
    made: str = api.made("POST", "ttsc/vocabulary-configs", json=body)["id"]
    return made


def words(api: Served, voice: str | None = None) -> list[tuple[str, str, str]]:
    with api.desk.database.transaction() as session:
        return [(one["key"], one["kind"], one["value"]) for one in lexicon(session, MINE, voice)]


def test_every_kind_of_entry_becomes_the_reading_of_a_production(api: Served) -> None:
    entry(api, "CHINESE_G2P", "重庆", "chóng qìng")
    entry(api, "PHONETIC_SYMBOL", "tomato", "T AH0 M EY1 T OW2")
    entry(api, "CONTINUUM", "New York")
    entry(api, "ALIAS", "WWW", "World Wide Web")
    entry(api, "SAY_AS", "12345", "Telephone")
    assert words(api) == [
        ("重庆", "x-pinyin", "chong2 qing4"),
        ("tomato", "ipa", "təmˈeɪtˌoʊ"),
        ("New York", "word", ""),
        ("WWW", "alias", "World Wide Web"),
        ("12345", "say-as", "telephone"),
    ]


WRONG = (
    ("CHINESE_G2P", "重庆", "chong2", "value: has 1 syllables for 2 characters"),
    ("CHINESE_G2P", "重庆", "chong2 qxg4", "value: 'qxg4' is no syllable of Mandarin"),
    ("CHINESE_G2P", "重庆", "???", "value: '???' is no pinyin"),
    ("CHINESE_G2P", "A座", "a4 zuo4", "key: 'A座' is not Chinese characters alone"),
    ("CHINESE_G2P", "重庆", " ", "value: is missing for CHINESE_G2P"),
    ("PHONETIC_SYMBOL", "tomato", "t#m@", "value: 't#m@' is no notation of sounds"),
    ("PHONETIC_SYMBOL", "番茄", "fan", "key: '番茄' is no English word"),
    ("SAY_AS", "42", "loudly", "value: 'loudly' is no way of saying a word"),
    ("ALIAS", "WWW", "", "value: is missing for ALIAS"),
    ("CONTINUUM", "--", "", "key: has no letter and no digit"),
    ("CONTINUUM", "", "", "key: has no letter and no digit"),
)


@pytest.mark.parametrize(("kind", "key", "value", "message"), WRONG)
def test_an_entry_that_cannot_be_read_is_refused_with_what_would_be_right(
    api: Served, kind: str, key: str, value: str, message: str
) -> None:
    body = {"type": kind, "key": key, "value": value}
    refused = api.refused("POST", "ttsc/vocabulary-configs", json=body)
    assert refused.startswith(message)
    assert refused.endswith(")"), "a hint says what would be right"
    assert words(api) == []


def test_a_group_says_of_a_word_once_how_it_is_read(api: Served) -> None:
    first = entry(api, "ALIAS", "WWW", "web")
    body = {"type": "ALIAS", "key": "WWW", "value": "world wide web"}
    assert f"entry {first} of the group" in api.refused("POST", "ttsc/vocabulary-configs", json=body)
    other = group(api)
    second = entry(api, "ALIAS", "WWW", "world wide web", group_id=other)
    assert words(api) == [("WWW", "alias", "world wide web")], "the newer of two groups counts"
    assert "key: entry" in api.refused("PUT", f"ttsc/vocabulary-configs/{first}", json=body | {"group_id": other})
    api.made("PUT", f"ttsc/vocabulary-configs/{second}", json={"type": "ALIAS", "value": "the web"})
    assert words(api) == [("WWW", "alias", "the web")]


def test_entries_are_found_by_kind_group_voice_time_and_text(api: Served) -> None:
    api.voice("anna"), api.voice("bert")
    mine = group(api)
    web = entry(api, "ALIAS", "WWW", "web")
    city = entry(api, "CHINESE_G2P", "重庆", "chong2 qing4", group_id=mine)
    api.made("PUT", f"ttsc/group-assets/{mine}", json={"asset_ids": ["anna"]})

    def found(**query: str | int) -> list[str]:
        answer = api.made("GET", "ttsc/vocabulary-configs", params=query)
        assert answer["count"] >= len(answer["data"])
        return [one["id"] for one in answer["data"]]

    assert found() == [web, city]
    assert found(limit=1) == [web]
    assert found(offset=1) == [city]
    assert found(type="ALIAS") == [web]
    assert found(group_id=mine) == [city]
    assert found(asset_id="anna") == [web, city]
    assert found(asset_id="bert") == [web], "a group for a voice is for no other"
    assert found(tts_service_name="voice anna") == [web, city]
    assert found(tts_service_name="nobody") == []
    assert found(search_key="qing") == [city]
    assert found(search_key="%") == []
    assert found(start_time="2020-01-01T00:00:00Z") == [web, city]
    assert found(end_time="2020-01-01T00:00:00Z") == []
    assert words(api, "bert") == [("WWW", "alias", "web")]
    shown = api.made("GET", "ttsc/vocabulary-configs", params={"group_id": mine})["data"][0]
    assert shown.keys() == {"id", "key", "value", "type", "group_id", "create_time", "update_time"}
    api.refused("GET", "ttsc/vocabulary-configs", params={"start_time": "yesterday"})


def test_the_switch_turns_the_whole_vocabulary_off_and_on(api: Served) -> None:
    entry(api, "ALIAS", "WWW", "web")
    switch = {"id": "vocabulary", "key": "vocabulary", "value": "true"}
    assert api.made("GET", "ttsc/tenant-configs") == {"count": 1, "data": [switch]}
    api.made("PUT", "ttsc/tenant-configs", json={"key": "vocabulary", "value": "false"})
    assert api.made("GET", "ttsc/tenant-configs", params={"key": "vocabulary"})["data"] == [switch | {"value": "false"}]
    assert words(api) == []
    assert api.made("GET", "ttsc/vocabulary-configs")["count"] == 1
    assert api.made("GET", "ttsc/vocabulary-configs?is_vocabulary_config_enable=true")["count"] == 0
    api.made("PUT", "ttsc/tenant-configs", json={"key": "vocabulary", "value": "true"})
    assert len(words(api)) == 1
    assert api.made("GET", "ttsc/tenant-configs", params={"key": "other"}) == {"count": 0, "data": []}
    assert "there is no switch 'x'" in api.refused("PUT", "ttsc/tenant-configs", json={"key": "x", "value": "true"})
    odd = {"key": "vocabulary", "value": "perhaps"}
    assert "neither on nor off" in api.refused("PUT", "ttsc/tenant-configs", json=odd)


def test_groups_have_names_of_their_own_and_go_with_their_entries(api: Served) -> None:
    first, second = group(api), group(api, "places")
    assert "has the name 'names' already" in api.refused(
        "PUT", f"ttsc/vocabulary-groups/{second}", json={"group_name": "names"}
    )
    api.made("PUT", f"ttsc/vocabulary-groups/{second}", json={"group_name": "cities"})
    entry(api, "ALIAS", "LA", "Los Angeles", group_id=second)
    listed = api.made("GET", "ttsc/vocabulary-groups")
    assert [one["group_name"] for one in listed["data"]] == ["names", "cities"]
    api.made("DELETE", f"ttsc/vocabulary-groups/{second}")
    assert words(api) == []
    assert api.made("GET", "ttsc/vocabulary-groups") == {
        "count": 1,
        "data": [{"group_id": first, "group_name": "names", "asset_ids": []}],
    }
    assert "group_name: is missing" in api.refused("POST", "ttsc/vocabulary-groups", json={})


def test_entries_are_deleted_by_a_body_all_or_none(api: Served) -> None:
    one, two = entry(api, "ALIAS", "A1", "one"), entry(api, "ALIAS", "B2", "two")
    refused = api.refused("DELETE", "ttsc/vocabulary-configs", json={"id": [one, "nothing"]})
    assert "there is no entry 'nothing'" in refused
    assert len(words(api)) == 2
    api.made("DELETE", "ttsc/vocabulary-configs", json={"id": [one, two]})
    assert words(api) == []
    api.refused("DELETE", "ttsc/vocabulary-configs", json={"id": []})


def test_voices_of_a_group_are_voices_that_the_project_may_use(api: Served) -> None:
    api.voice("anna"), api.voice("stranger", project=THEIRS)
    mine = group(api)
    path = f"ttsc/group-assets/{mine}"
    for wrong in ("stranger", "nobody"):
        refused = api.refused("PUT", path, code="MSS.10001001", json={"asset_ids": ["anna", wrong]})
        assert refused.startswith(f"asset_ids[1]: there is no asset '{wrong}'")
    api.refused("PUT", path, json={})
    api.made("PUT", path, json={"asset_ids": ["anna", "anna"]})
    assert api.made("GET", "ttsc/vocabulary-groups", params={"group_id": mine})["data"][0]["asset_ids"] == ["anna"]


def test_another_project_sees_and_changes_nothing(api: Served) -> None:
    mine = group(api)
    own = entry(api, "ALIAS", "WWW", "web", group_id=mine)
    body = {"type": "ALIAS", "key": "WWW", "value": "hacked"}
    for method, path, sent in (
        ("PUT", f"ttsc/vocabulary-groups/{mine}", {"group_name": "x"}),
        ("DELETE", f"ttsc/vocabulary-groups/{mine}", None),
        ("PUT", f"ttsc/group-assets/{mine}", {"asset_ids": []}),
        ("PUT", f"ttsc/vocabulary-configs/{own}", body),
    ):
        api.refused(method, path, 404, "MSS.00000002", project=THEIRS, json=sent)
    api.refused("DELETE", "ttsc/vocabulary-configs", project=THEIRS, json={"id": [own]})
    api.refused("POST", "ttsc/vocabulary-configs", project=THEIRS, json=body | {"group_id": mine})
    for path in ("ttsc/vocabulary-groups", "ttsc/vocabulary-configs"):
        assert api.made("GET", path, project=THEIRS) == {"count": 0, "data": []}
    assert words(api) == [("WWW", "alias", "web")]
