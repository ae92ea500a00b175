"""Every pattern is there, and is named when it decides."""

import pytest

from omo_watch_core.fallback.patterns import BROKEN, QUOTA, RETRYABLE, Patterns, first

RETRYABLE_TEXTS = {
    r"rate.?limit": "rate_limit",
    r"too.?many.?requests": "Too-Many-Requests",
    r"quota\s+will\s+reset\s+after": "quota will reset\nafter",
    r"quota.?exceeded": "QuotaExceeded",
    r"exceeded.*quota": "exceeded your quota",
    r"usage\s*quota": "usage quota",
    r"free.?usage": "free-usage",
    r"usage.?exceeded": "usage exceeded",
    r"usage\s+limit\s+has\s+been\s+reached": "usage limit has been reached",
    r"quota.?protection": "quota protection",
    r"key.?limit.?exceeded": "key limit exceeded",
    r"exhausted\s+your\s+capacity": "exhausted your capacity",
    r"limit\s+exhausted": "Limit  Exhausted",
    r"all\s+credentials\s+for\s+model": "all credentials for model",
    r"cool(?:ing)?\s+down": "cooling down",
    r"cooldown": "Cooldown",
    r"credit.*balance.*too.*low": "credit balance is too low",
    r"insufficient.?(?:credits?|funds?|balance)": "insufficient_fund",
    r"model.{0,20}?not.{0,10}?supported": "model is not yet supported",
    r"model_not_supported": None,
    r"service.?unavailable": "service_unavailable",
    r"overloaded": "Overloaded",
    r"temporarily.?unavailable": "temporarily unavailable",
    r"try.?again": "try again",
    r"(?:^|\s)429(?:\s|$)": "429",
    r"(?:^|\s)503(?:\s|$)": "got 503 ",
    r"(?:^|\s)529(?:\s|$)": "\u00a0529",
    "使用上限": "该模型使用上限已达到",
    "频率限制": "触发频率限制",
    "请求过于频繁": "请求过于频繁",
    "暂时不可用": "服务暂时不可用",
    "服务不可用": "服务不可用",
    "请稍后重试": "请稍后重试",
}
"""None: an earlier pattern finds everything that this one does."""
QUOTA_TEXTS = {
    r"quota.?exceeded": "quota exceeded",
    r"exceeded.*quota": "exceeded the quota",
    r"usage\s*quota": "usagequota",
    r"subscription.?(?:quota|limit)": "subscription limit",
    r"insufficient.?(?:quota|balance|funds?)": "insufficient_quota",
    r"billing.?(?:hard.?)?limit": "billing hard limit",
    r"exhausted\s+your\s+capacity": "exhausted your capacity",
    r"resource.?exhausted": "RESOURCE_EXHAUSTED",
    r"out\s+of\s+credits?": "out of credit",
    r"payment.?required": "payment required",
    r"usage\s+limit": "usage limit",
    r"credit\s+balance.*too\s+low": "credit balance is too low",
    r"limit\s+exhausted": "limit exhausted",
    "使用上限": "使用上限",
    "达到.*限制": "您已达到每日调用次数限制",
    "额度.*不足": "额度今天已经不足",
    "余额.*不足": "余额已不足",
    "已耗尽": "已耗尽",
}


@pytest.mark.parametrize(
    ("table", "texts"), [(RETRYABLE, RETRYABLE_TEXTS), (QUOTA, QUOTA_TEXTS)], ids=["retry", "quota"]
)
def test_each_pattern_finds_its_text_and_is_named(
    table: Patterns, texts: dict[str, str | None]
) -> None:
    assert list(table) == list(texts)
    for source, text in texts.items():
        assert text is None or first(table, text) == source


@pytest.mark.parametrize(
    "text",
    [
        "ſervice unavailable",
        "rate\u2028limit",
        "exceeded\nquota",
        "1429",
        "503s",
        "model that was requested a while ago is not supported",
        "usage exceed",
        "",
    ],
)
def test_text_rules_are_those_of_the_patterns(text: str) -> None:
    assert first(RETRYABLE, text) is None


def test_patterns_are_told_apart() -> None:
    assert first(QUOTA, "rate limit") is None
    assert first(BROKEN, "rate limit") is None
