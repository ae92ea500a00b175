"""The models that the demo's servers offer, and what a call of one takes."""

from __future__ import annotations

from omo_watch_core.edge.demo.nouns import Cache, Json, PromptModel, Tokens
from omo_watch_core.value import Value

EFFORTS = ("low", "medium", "high")
MILLION = 1_000_000


class Model(Value):
    """Hold one model; prices are dollars for a million tokens."""

    name: str
    """`provider/model`."""
    label: str
    context: int
    price_in: float
    price_out: float
    variants: tuple[str, ...] = EFFORTS

    @property
    def provider(self) -> str:
        """Give the provider's id."""
        return self.name.partition("/")[0]

    @property
    def model(self) -> str:
        """Give the model's id at its provider."""
        return self.name.partition("/")[2]


OPUS = Model(
    name="anthropic/claude-opus-4-6",
    label="Claude Opus 4.6",
    context=200_000,
    price_in=5,
    price_out=25,
)
SONNET = Model(
    name="anthropic/claude-sonnet-4-6",
    label="Claude Sonnet 4.6",
    context=200_000,
    price_in=3,
    price_out=15,
)
GPT = Model(
    name="openai/gpt-5.4",
    label="GPT-5.4",
    context=400_000,
    price_in=1.75,
    price_out=14,
)
GPT_CODEX = Model(
    name="openai/gpt-5.4-codex",
    label="GPT-5.4 Codex",
    context=400_000,
    price_in=1.75,
    price_out=14,
)
GPT_MINI = Model(
    name="openai/gpt-5.4-mini",
    label="GPT-5.4 mini",
    context=400_000,
    price_in=0.3,
    price_out=2.4,
)
GEMINI = Model(
    name="google/gemini-3-pro",
    label="Gemini 3 Pro",
    context=1_000_000,
    price_in=2,
    price_out=12,
)
FLASH = Model(
    name="google/gemini-3-flash",
    label="Gemini 3 Flash",
    context=1_000_000,
    price_in=0.3,
    price_out=2.5,
)
KIMI = Model(
    name="kimi-for-coding/k2p5",
    label="Kimi K2.5",
    context=256_000,
    price_in=0.6,
    price_out=3,
    variants=(),
)
GLM = Model(
    name="zai/glm-4.7",
    label="GLM-4.7",
    context=200_000,
    price_in=0.6,
    price_out=2.2,
    variants=(),
)
PROVIDERS = {
    "anthropic": "Anthropic",
    "openai": "OpenAI",
    "google": "Google",
    "kimi-for-coding": "Kimi for Coding",
    "zai": "Z.AI",
}


def spent(model: Model | None, context: int, words: int) -> tuple[Tokens, float]:
    """Give the tokens and the dollars of a call that said so many words in so full a context."""
    fresh, out = context // 10, words * 4 // 3
    tokens = Tokens(input=fresh, output=out, cache=Cache(read=context - fresh), total=context + out)
    if model is None:
        return tokens, 0.0
    cost = fresh * model.price_in + (context - fresh) * model.price_in / 10 + out * model.price_out
    return tokens, round(cost / MILLION, 7)


def named(model: PromptModel) -> str:
    """Give `provider/model`."""
    return f"{model.provider_id}/{model.model_id}"


def prompt_model(name: str, variant: str = "") -> PromptModel:
    """Read `provider/model`."""
    provider, _, model = name.partition("/")
    if variant:
        return PromptModel(provider_id=provider, model_id=model, variant=variant)
    return PromptModel(provider_id=provider, model_id=model)


def providers_body(models: tuple[Model, ...]) -> Json:
    """Give what the provider route answers."""
    groups: dict[str, list[Model]] = {}
    for model in models:
        groups.setdefault(model.provider, []).append(model)
    return {
        "providers": [_provider(name, group) for name, group in groups.items()],
        "default": {name: group[0].model for name, group in groups.items()},
    }


def _provider(name: str, models: list[Model]) -> Json:
    return {
        "id": name,
        "name": PROVIDERS[name],
        "source": "config",
        "env": [],
        "options": {},
        "models": {model.model: _model(model) for model in models},
    }


def _model(model: Model) -> Json:
    media = {"text": True, "audio": False, "image": False, "video": False, "pdf": False}
    return {
        "id": model.model,
        "providerID": model.provider,
        "api": {"id": model.model, "url": "", "npm": ""},
        "name": model.label,
        "family": "",
        "capabilities": {
            "temperature": False,
            "reasoning": bool(model.variants),
            "attachment": False,
            "toolcall": True,
            "input": media,
            "output": media,
            "interleaved": False,
        },
        "cost": {
            "input": model.price_in,
            "output": model.price_out,
            "cache": {"read": model.price_in / 10, "write": model.price_in * 1.25},
        },
        "limit": {"context": model.context, "output": 32_000},
        "status": "active",
        "options": {},
        "headers": {},
        "release_date": "",
        "variants": {name: {"reasoningEffort": name} for name in model.variants},
    }
