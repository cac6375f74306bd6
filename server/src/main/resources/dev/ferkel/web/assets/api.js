// The server's API, and what goes wrong with it in sentences.
import { events } from "./sse.js";

const KEY = "ferkel.key";

export class ApiError extends Error {
  constructor(message, status = 0, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export const key = {
  get: () => sessionStorage.getItem(KEY) ?? "",
  set: (value) => sessionStorage.setItem(KEY, value),
};

async function call(path, options = {}) {
  const headers = { ...options.headers };
  if (key.get()) {
    headers.Authorization = `Bearer ${key.get()}`;
  }
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (e) {
    if (e.name === "AbortError") {
      throw e;
    }
    throw new ApiError("The server can't be reached. Is it running, and are you connected?");
  }
  if (!response.ok) {
    throw await failure(response);
  }
  return response;
}

async function failure(response) {
  let said = "";
  try {
    said = (await response.json()).error?.message ?? "";
  } catch {
    // a proxy's page, perhaps
  }
  const retryAfter = Math.min(3600, Number.parseInt(response.headers.get("Retry-After"), 10) || 0);
  return new ApiError(sentence(response.status, said), response.status, retryAfter);
}

function sentence(status, said) {
  const detail = said ? `: ${said}` : "";
  switch (status) {
    case 401:
      return `The server wants an API key${detail}.`;
    case 413:
      return `The conversation is too long to send${detail}.`;
    case 429:
      return `You have asked more than the server allows${detail}.`;
    case 503:
      return `The server has too much to do${detail}.`;
    default:
      return status >= 500 ? `The server failed${detail || ` with status ${status}`}.` : `The server refused${detail || ` with status ${status}`}.`;
  }
}

/** Names, the models' own before DeepSeek's. */
export async function models(options) {
  const list = await (await call("v1/models", options)).json();
  return list.data.map((m) => ({ id: String(m.id), owner: String(m.owned_by) }));
}

export async function status() {
  return (await call("status/data")).json();
}

/** What one says and how it is to be answered, as the API wants it. */
function body({ model, messages, system, sampling }) {
  const request = { model, stream: true, stream_options: { include_usage: true } };
  request.messages = system ? [{ role: "system", content: system }, ...messages] : messages;
  for (const name of ["temperature", "top_p", "max_tokens", "seed"]) {
    if (typeof sampling[name] === "number") {
      request[name] = sampling[name];
    }
  }
  if (sampling.thinking === "enabled" || sampling.thinking === "disabled") {
    request.thinking = { type: sampling.thinking };
  }
  return JSON.stringify(request);
}

/** Yields {reasoning}, {content}, {finish, timings} and {usage}. */
export async function* chat(request, signal) {
  const response = await call("v1/chat/completions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: body(request),
    signal,
  });
  let finished = false;
  try {
    for await (const data of events(response)) {
      if (data === "[DONE]") {
        return;
      }
      const chunk = JSON.parse(data);
      if (chunk.error) {
        throw new ApiError(sentence(500, String(chunk.error.message ?? "")), 500);
      }
      const choice = chunk.choices?.[0];
      if (choice?.delta?.reasoning_content) {
        yield { reasoning: String(choice.delta.reasoning_content) };
      }
      if (choice?.delta?.content) {
        yield { content: String(choice.delta.content) };
      }
      if (choice?.finish_reason) {
        finished = true;
        yield { finish: String(choice.finish_reason), timings: chunk.timings };
      }
      if (chunk.usage) {
        yield { usage: chunk.usage };
      }
    }
  } catch (e) {
    if (e instanceof ApiError || e.name === "AbortError") {
      throw e;
    }
    throw new ApiError(e instanceof SyntaxError ? "The server sent something that is no answer." : "The connection to the server was lost.");
  }
  if (!finished) {
    throw new ApiError("The answer broke off: the connection to the server was lost.");
  }
}
