package dev.ferkel.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.testing.TinyChat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bodies of DeepSeek's documented calls, every field and null as it stands there, but for shorter answers. */
class DeepSeekBodiesTest {
    private static final String CHAT = """
            {"model": "deepseek-chat", "messages": [
              {"role": "system", "content": "You are a helpful assistant."}, {"role": "user", "content": "Hello!"}],
             "stream": false, "max_tokens": 4}""";

    private static final String REFERENCE = """
            {"messages": [
              {"content": "You are a helpful assistant", "role": "system"}, {"content": "Hi", "role": "user"}],
             "model": "deepseek-chat", "frequency_penalty": 0, "max_tokens": 4, "presence_penalty": 0,
             "response_format": {"type": "text"}, "stop": null, "stream": false, "stream_options": null,
             "temperature": 1, "top_p": 1, "tools": null, "tool_choice": "none", "logprobs": false,
             "top_logprobs": null}""";

    private static final String PREFIX = """
            {"model": "deepseek-chat", "messages": [
              {"role": "user", "content": "Please write quick sort code"},
              {"role": "assistant", "content": "```python\\n", "prefix": true}],
             "stop": ["```"], "max_tokens": 4}""";

    private static final String JSON = """
            {"model": "deepseek-chat", "messages": [
              {"role": "system", "content": "Parse the question and the answer and output them in JSON format."},
              {"role": "user", "content": "Which is the longest river in the world? The Nile River."}],
             "response_format": {"type": "json_object"}, "max_tokens": 4}""";

    private static final String TOOLS = """
            {"model": "deepseek-chat", "messages": [{"role": "user", "content": "How's the weather in Hangzhou?"}],
             "tools": [{"type": "function", "function": {
               "name": "get_weather", "description": "Get weather of a location, the user should supply one first",
               "parameters": {"type": "object", "properties": {
                 "location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"}},
                 "required": ["location"]}}}],
             "max_tokens": 4}""";

    private static final String RESULT = """
            {"model": "deepseek-chat", "messages": [
              {"role": "user", "content": "How's the weather in Hangzhou?"},
              {"role": "assistant", "content": "", "tool_calls": [{"id": "call_0", "type": "function",
                "function": {"name": "get_weather", "arguments": "{\\"location\\": \\"Hangzhou\\"}"}}]},
              {"role": "tool", "tool_call_id": "call_0", "content": "24 degrees"}],
             "max_tokens": 4}""";

    private static final String HOLE = """
            {"model": "deepseek-chat", "prompt": "Once upon a time, ", "echo": false, "frequency_penalty": 0,
             "logprobs": 0, "max_tokens": 4, "presence_penalty": 0, "stop": null, "stream": false,
             "stream_options": null, "suffix": %s, "temperature": 1, "top_p": 1}""";

    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        TinyChat.plain(folder);
        // three of its tokens become the marks of a hole
        var file = folder.resolve("tokenizer.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("<|287|>", "<｜fim▁begin｜>")
                        .replace("<|288|>", "<｜fim▁hole｜>")
                        .replace("<|289|>", "<｜fim▁end｜>"));
        server = TestServer.of(Map.of("plain", folder));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/completions, CHAT",
        "/chat/completions, REFERENCE",
        "/beta/chat/completions, PREFIX",
        "/chat/completions, JSON",
        "/chat/completions, TOOLS",
        "/chat/completions, RESULT",
        "/beta/completions, HOLE",
        "/beta/completions, GAP"
    })
    void isAnswered(String path, String name) {
        var body = switch (name) {
            case "CHAT" -> CHAT;
            case "REFERENCE" -> REFERENCE;
            case "PREFIX" -> PREFIX;
            case "JSON" -> JSON;
            case "TOOLS" -> TOOLS;
            case "RESULT" -> RESULT;
            case "HOLE" -> HOLE.formatted("null");
            default -> HOLE.formatted("\" The end.\"");
        };
        var response = server.post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        var reply = TestServer.json(response);
        OpenAiSchemas.check(path.contains("chat") ? "CreateChatCompletionResponse" : "CreateCompletionResponse", reply);
        assertThat(reply.path("usage").path("completion_tokens").asInt()).isBetween(1, 4);
    }
}
