"""Figures of use, and the empty list of styles, by the official SDK."""

from __future__ import annotations

import huaweicloudsdkmetastudio.v1 as sdk
import pytest
from huaweicloudsdkmetastudio.v1 import MetaStudioClient
from test_photos import done, film


def test_what_was_made_is_counted(client: MetaStudioClient) -> None:
    request = sdk.ShowPhotoDigitalHumanVideoRequest(job_id=film(client))
    made = done(lambda: client.show_photo_digital_human_video(request))
    span = {"start_time": "2020-01-01T00:00:00Z", "end_time": "2999-01-01T00:00:00Z"}
    by_day = client.show_usage_data(sdk.ShowUsageDataRequest(**span, unit="MIN"))
    assert by_day.count == len(by_day.time_list) >= 1
    entries = [entry for day in by_day.time_list for entry in day.resources_usage]
    photos = sum(entry.usage for entry in entries if entry.business_type == "PICTURE_2D")
    assert photos >= round(made.duration / 60, 4)
    minutes = client.show_summary_usage_data(sdk.ShowSummaryUsageDataRequest(unit="MIN"))
    hours = client.show_summary_usage_data(sdk.ShowSummaryUsageDataRequest(unit="HOUR"))
    assert hours.usage == pytest.approx(minutes.usage / 60, abs=1e-4)
    assert client.list_styles(sdk.ListStylesRequest()).count == 0
