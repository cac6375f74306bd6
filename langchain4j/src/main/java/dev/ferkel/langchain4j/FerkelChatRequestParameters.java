package dev.ferkel.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a request may say to Ferkel beside what LangChain4j's requests say to every model. */
public final class FerkelChatRequestParameters extends DefaultChatRequestParameters {
    private final @Nullable Long seed;
    private final @Nullable Boolean thinking;

    private FerkelChatRequestParameters(Builder builder) {
        super(builder);
        seed = builder.seed;
        thinking = builder.thinking;
    }

    /** The same seed gives the same answer; null: another one every time. */
    public @Nullable Long seed() {
        return seed;
    }

    /** Whether a model that can do either is to think first; null leaves it to the model. */
    public @Nullable Boolean thinking() {
        return thinking;
    }

    @Override
    public FerkelChatRequestParameters overrideWith(ChatRequestParameters that) {
        return new Builder().overrideWith(this).overrideWith(that).build();
    }

    @Override
    public FerkelChatRequestParameters defaultedBy(ChatRequestParameters that) {
        return new Builder().overrideWith(that).overrideWith(this).build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other)
                && other instanceof FerkelChatRequestParameters that
                && Objects.equals(seed, that.seed)
                && Objects.equals(thinking, that.thinking);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), seed, thinking);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects parameters. */
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
        private @Nullable Long seed;
        private @Nullable Boolean thinking;

        private Builder() {}

        /** @see FerkelChatRequestParameters#seed */
        public Builder seed(@Nullable Long value) {
            seed = value;
            return this;
        }

        /** @see FerkelChatRequestParameters#thinking */
        public Builder thinking(@Nullable Boolean value) {
            thinking = value;
            return this;
        }

        @Override
        public Builder overrideWith(ChatRequestParameters parameters) {
            super.overrideWith(parameters);
            if (parameters instanceof FerkelChatRequestParameters more) {
                seed = more.seed == null ? seed : more.seed;
                thinking = more.thinking == null ? thinking : more.thinking;
            }
            return this;
        }

        @Override
        public FerkelChatRequestParameters build() {
            return new FerkelChatRequestParameters(this);
        }
    }
}
