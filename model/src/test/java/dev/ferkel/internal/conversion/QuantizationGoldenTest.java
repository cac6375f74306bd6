package dev.ferkel.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferkel.internal.model.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole files are those of llama-quantize, bit for bit: types by mix and layer, fallbacks, blocks, keys, order. The hashes
 * are of what it made of {@link SmallNetworks} (resources: conversion/README.md).
 */
class QuantizationGoldenTest {
    @TempDir
    private Path folder;

    static List<String> hashes() {
        try (var in = QuantizationGoldenTest.class.getResourceAsStream("/conversion/llama-quantize.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void isLlamaQuantizes(String line) throws IOException {
        var parts = line.split(" ");
        var source = folder.resolve("source.gguf");
        var target = folder.resolve("target.gguf");
        SmallNetworks.write(parts[0], source);
        var rules = List.of(parts[1].split("\\+")).subList(1, parts[1].split("\\+").length).stream()
                .map(TypeRule::of)
                .toList();
        new Quantization(FileType.of(parts[1].split("\\+")[0]), rules, false, Optional.empty())
                .write(source, target, Progress.NONE);
        assertThat(sha256(target)).isEqualTo(parts[2]);
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
