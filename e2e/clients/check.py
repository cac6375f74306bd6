#!/usr/bin/env python3
"""OpenAI's and Anthropic's own Python clients against a running server.

  ferkel serve MODEL --port 8080
  pip install openai anthropic
  e2e/clients/check.py http://127.0.0.1:8080 [API_KEY]

Prints a line a check; ends with 1 if one failed."""
import sys

import anthropic
import openai

base = sys.argv[1].rstrip("/")
key = sys.argv[2] if len(sys.argv) > 2 else "none"
ai = openai.OpenAI(base_url=base + "/v1", api_key=key, max_retries=0)
deepseek = openai.OpenAI(base_url=base, api_key=key, max_retries=0)
claude = anthropic.Anthropic(base_url=base + "/anthropic", api_key=key, max_retries=0)
hello = [{"role": "user", "content": "Say hello."}]
weather = {
    "type": "object",
    "properties": {"city": {"type": "string", "maxLength": 20}, "days": {"type": "integer", "minimum": 1, "maximum": 9}},
    "required": ["city", "days"],
    "additionalProperties": False,
}
failed = []


def check(f):
    try:
        f()
        print("ok    ", f.__name__.replace("_", " "))
    except Exception as e:  # every failure is a line
        failed.append(f)
        print("FAILED", f.__name__.replace("_", " "), type(e).__name__, str(e)[:300])


@check
def openai_lists_models():
    ids = [m.id for m in ai.models.list()]
    assert "deepseek-chat" in ids and ai.models.retrieve(ids[0]).id == ids[0]


@check
def openai_chat():
    reply = ai.chat.completions.create(model="deepseek-chat", messages=hello, max_tokens=8, temperature=0)
    assert reply.choices[0].message.content and reply.usage.completion_tokens <= 8
    assert reply.usage.prompt_tokens_details.cached_tokens >= 0


@check
def openai_stream():
    whole = ai.chat.completions.create(model="deepseek-chat", messages=hello, max_tokens=8, temperature=0)
    parts = ai.chat.completions.create(model="deepseek-chat", messages=hello, max_tokens=8, temperature=0, stream=True,
                                       stream_options={"include_usage": True})
    chunks = list(parts)
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == whole.choices[0].message.content, text
    assert chunks[-1].usage.total_tokens == whole.usage.total_tokens


@check
def openai_log_probabilities():
    reply = ai.chat.completions.create(model="deepseek-chat", messages=hello, max_tokens=8, logprobs=True, top_logprobs=2)
    content = reply.choices[0].logprobs.content
    assert "".join(t.token for t in content) == reply.choices[0].message.content
    assert b"".join(bytes(t.bytes) for t in content).decode() == reply.choices[0].message.content


@check
def openai_same_seed_same_answer():
    ask = dict(model="deepseek-chat", messages=hello, max_tokens=12, temperature=1.2, seed=3, n=2)
    texts = [[c.message.content for c in ai.chat.completions.create(**ask).choices] for _ in range(2)]
    assert texts[0] == texts[1] and len(texts[0]) == 2


@check
def openai_json_schema():
    import json
    reply = ai.chat.completions.create(
        model="deepseek-chat", messages=[{"role": "user", "content": "The weather in Oslo for 3 days, as JSON."}],
        max_tokens=60, temperature=0,
        response_format={"type": "json_schema", "json_schema": {"name": "weather", "schema": weather, "strict": True}})
    value = json.loads(reply.choices[0].message.content)
    assert set(value) == {"city", "days"} and 1 <= value["days"] <= 9, value


@check
def openai_forced_tool():
    import json
    reply = ai.chat.completions.create(
        model="deepseek-chat", messages=[{"role": "user", "content": "What is the weather in Oslo?"}], max_tokens=80,
        temperature=0, tool_choice="required",
        tools=[{"type": "function", "function": {"name": "weather", "parameters": weather, "strict": True}}])
    call = reply.choices[0].message.tool_calls[0]
    assert call.function.name == "weather" and reply.choices[0].finish_reason == "tool_calls"
    assert 1 <= json.loads(call.function.arguments)["days"] <= 9


@check
def openai_completions():
    reply = ai.completions.create(model="deepseek-chat", prompt="One, two,", max_tokens=4, temperature=0)
    assert reply.choices[0].text


@check
def openai_errors():
    for ask, kind in ((dict(model="nobody", messages=hello), openai.BadRequestError),
                      (dict(model="deepseek-chat", messages=[]), openai.BadRequestError),
                      (dict(model="deepseek-chat", messages=7), openai.UnprocessableEntityError)):
        try:
            ai.chat.completions.create(**ask)
            raise AssertionError("no error")
        except kind as e:
            assert e.body["message"]


@check
def deepseek_reasoner():
    reply = deepseek.chat.completions.create(model="deepseek-reasoner", messages=hello, max_tokens=8)
    assert reply.usage.prompt_cache_hit_tokens + reply.usage.prompt_cache_miss_tokens == reply.usage.prompt_tokens


@check
def deepseek_prefix_completion():
    beta = openai.OpenAI(base_url=base + "/beta", api_key=key, max_retries=0)
    reply = beta.chat.completions.create(
        model="deepseek-chat", max_tokens=16, stop=["```"],
        messages=[{"role": "user", "content": "Please write quick sort code"},
                  {"role": "assistant", "content": "```python\n", "prefix": True}])
    assert "```" not in reply.choices[0].message.content


@check
def anthropic_message():
    message = claude.messages.create(model="claude-sonnet", max_tokens=8, messages=hello)
    assert message.content[-1].text and message.usage.output_tokens <= 8


@check
def anthropic_stream():
    with claude.messages.stream(model="claude-sonnet", max_tokens=8, messages=hello) as stream:
        text = "".join(stream.text_stream)
        assert text and stream.get_final_message().stop_reason in ("end_turn", "max_tokens")


@check
def anthropic_tool():
    message = claude.messages.create(
        model="claude-sonnet", max_tokens=80, tool_choice={"type": "tool", "name": "weather"},
        messages=[{"role": "user", "content": "What is the weather in Oslo?"}],
        tools=[{"name": "weather", "input_schema": weather}])
    use = [b for b in message.content if b.type == "tool_use"][0]
    assert message.stop_reason == "tool_use" and 1 <= use.input["days"] <= 9


@check
def anthropic_counts_tokens():
    assert claude.messages.count_tokens(model="claude-sonnet", messages=hello).input_tokens > 0


@check
def anthropic_errors():
    try:
        claude.messages.create(model="nobody", max_tokens=8, messages=hello)
        raise AssertionError("no error")
    except anthropic.BadRequestError as e:
        assert e.body["error"]["type"] == "invalid_request_error"


print(f"{len(failed)} failed")
sys.exit(1 if failed else 0)
