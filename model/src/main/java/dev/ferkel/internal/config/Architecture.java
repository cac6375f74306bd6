package dev.ferkel.internal.config;

/** The network families Ferkel knows. */
public enum Architecture {
    DEEPSEEK_V3,
    DEEPSEEK_V2,
    LLAMA,
    QWEN2,
    QWEN3
}
