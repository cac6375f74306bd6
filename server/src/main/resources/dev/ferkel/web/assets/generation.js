// One answer that is being given.
import { ApiError, chat } from "./api.js";

/** Fills an answer's message; tells of every change. */
export async function generate(message, request, signal, changed) {
  const start = performance.now();
  const clock = setInterval(() => {
    if (message.reasoning && !message.content) {
      message.seconds = (performance.now() - start) / 1000;
      changed();
    }
  }, 500);
  try {
    for await (const event of chat(request, signal)) {
      take(message, event, (performance.now() - start) / 1000);
      changed();
    }
  } catch (e) {
    if (e.name === "AbortError") {
      message.finish = "stopped";
    } else if (e instanceof ApiError) {
      message.error = e.message;
      message.status = e.status;
      message.retryAt = e.retryAfter ? Date.now() + e.retryAfter * 1000 : undefined;
    } else {
      message.error = "This page failed; the browser's console says more.";
      console.error(e);
    }
  } finally {
    clearInterval(clock);
  }
}

function take(message, event, seconds) {
  if (event.reasoning) {
    message.reasoning = (message.reasoning ?? "") + event.reasoning;
    message.seconds = seconds;
  }
  if (event.content) {
    // a model's answer to its template often begins with empty lines
    message.content += message.content ? event.content : event.content.trimStart();
  }
  if (event.finish) {
    message.finish = event.finish;
    message.figures = { ...message.figures, perSecond: event.timings?.predicted_per_second };
  }
  if (event.usage) {
    message.figures = {
      ...message.figures,
      tokens: event.usage.completion_tokens,
      prompt: event.usage.prompt_tokens,
      cached: event.usage.prompt_cache_hit_tokens ?? event.usage.prompt_tokens_details?.cached_tokens,
    };
  }
}
