package dev.ferkel.internal.kernel.x86;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every instruction, with low and high registers and every way to address memory, as objdump reads it. */
class AssemblerTest {
    private static final int[] VECTORS = {0, 5, 7, 8, 15, 16, 23, 31};

    private final Assembler assembler = new Assembler();
    private final List<String> expected = new ArrayList<>();

    private static Stream<Address> addresses() {
        var places = new ArrayList<Address>();
        for (var base : Register.values()) {
            for (int displacement : new int[] {0, 4, 64, -64, 100, 8192, -8192}) {
                places.add(Address.at(base).plus(displacement));
                var index = Register.values()[(base.ordinal() + 5) % 16];
                if (index != Register.RSP) {
                    places.add(Address.at(base, index, 1 << base.ordinal() % 4).plus(displacement));
                }
            }
        }
        return places.stream();
    }

    private static String text(Address a) {
        var text = "[" + a.base().name().toLowerCase(Locale.ROOT);
        if (a.index() != null) {
            text += "+" + a.index().name().toLowerCase(Locale.ROOT) + "*" + a.scale();
        }
        int d = a.displacement();
        return text + (d == 0 ? "" : (d < 0 ? "-0x" : "+0x") + Integer.toHexString(Math.abs(d))) + "]";
    }

    private static String mnemonic(Instruction op) {
        return op.name().toLowerCase(Locale.ROOT).replaceAll("_.*", "");
    }

    private static boolean twoSources(Instruction op) {
        return switch (op) {
            case VADDPS,
                    VSUBPS,
                    VMULPS,
                    VDIVPS,
                    VMAXPS,
                    VSCALEFPS,
                    VFMADD231PS,
                    VFMADD213PS,
                    VFNMADD231PS,
                    VPDPBUSD,
                    VPANDD,
                    VPORD,
                    VPXORD,
                    VPADDD,
                    VPSUBD,
                    VPADDW,
                    VPMINSD,
                    VPMADDUBSW,
                    VPMADDWD,
                    VPSIGNB,
                    VUNPCKLPS,
                    VUNPCKHPS -> true;
            default -> false;
        };
    }

    private static String source(Instruction op, int register) {
        if (op.tuple == Instruction.QUARTER || op.tuple == 4) {
            return "xmm" + register;
        }
        return (op.tuple == Instruction.HALF ? "ymm" : "zmm") + register;
    }

    private void vectors() {
        for (var op : Instruction.values()) {
            if (op.digit >= 0) {
                for (int v : VECTORS) {
                    assembler.shift(op, v, 31 - v, 3);
                    expected.add("%s zmm%d,zmm%d,0x3".formatted(mnemonic(op), v, 31 - v));
                }
                continue;
            }
            if (op == Instruction.VPBROADCASTD_GENERAL) {
                for (var register : List.of(Register.RAX, Register.RBX, Register.RDI)) {
                    assembler.broadcast(17, register);
                    expected.add("vpbroadcastd zmm17,e"
                            + register.name().substring(1).toLowerCase(Locale.ROOT));
                }
                continue;
            }
            if (op == Instruction.VCMPPS || op == Instruction.VPCMPD) {
                comparisons(op);
                continue;
            }
            if (op == Instruction.VSHUFPS || op == Instruction.VSHUFF32X4) {
                shuffles(op);
                continue;
            }
            if (op == Instruction.VPSIGNB || op == Instruction.VPERM2F128) {
                continue;
            }
            registers(op);
            memory(op);
        }
        masks();
        gathers();
        halves();
    }

    private void comparisons(Instruction op) {
        var kinds = op == Instruction.VPCMPD
                ? Map.of(1, "vpcmpltd", 2, "vpcmpled")
                : Map.of(1, "vcmpltps", 3, "vcmpunordps", 4, "vcmpneqps", 0x1E, "vcmpgt_oqps");
        kinds.forEach((constant, name) -> {
            for (int v : VECTORS) {
                int k = 1 + v % 7;
                var memory = Address.at(Register.R11).plus(128);
                assembler.vector(op, k, v, 31 - v, constant);
                expected.add("%s k%d,zmm%d,zmm%d".formatted(name, k, v, 31 - v));
                assembler.masked(2, false).vector(op, k, v, memory, constant);
                expected.add("%s k%d{k2},zmm%d,%s".formatted(name, k, v, text(memory)));
                assembler.vector(op, k, v, memory.repeated(), constant);
                expected.add("%s k%d,zmm%d,%s{1to16}".formatted(name, k, v, text(memory)));
            }
        });
    }

    private void shuffles(Instruction op) {
        for (int v : VECTORS) {
            assembler.vector(op, v, 31 - v, v, 0x4E);
            expected.add("%s zmm%d,zmm%d,zmm%d,0x4e".formatted(mnemonic(op), v, 31 - v, v));
        }
    }

    /** What the kernels for AVX2 use, in its VEX form. */
    private void halves() {
        for (var op : Instruction.values()) {
            boolean masks = op == Instruction.VCMPPS || op == Instruction.VPCMPD || op == Instruction.VSCALEFPS;
            if (masks
                    || op == Instruction.VSHUFF32X4
                    || op == Instruction.VMOVDQU8
                    || op == Instruction.VPDPBUSD
                    || op == Instruction.VPMOVDB_STORE
                    || op == Instruction.VPMOVDW_STORE
                    || op == Instruction.VPBROADCASTD_GENERAL) {
                continue;
            }
            var name = mnemonic(op)
                    .replace("vpxord", "vpxor")
                    .replace("vpandd", "vpand")
                    .replace("vpord", "vpor")
                    .replace("vmovdqu32", "vmovdqu");
            for (int i = 0; i < 16; i++) {
                int second = (i + 9) % 16;
                if (op.digit >= 0) {
                    assembler.halfShift(op, i, second, 5);
                    expected.add("%s ymm%d,ymm%d,0x5".formatted(name, i, second));
                    continue;
                }
                var at = Address.at(Register.values()[i], i % 2 == 0 ? Register.R13 : null, 2)
                        .plus(40 * i);
                boolean store = op.name().endsWith("_STORE");
                if (op == Instruction.VSHUFPS || op == Instruction.VPERM2F128) {
                    assembler.half(op, i, 15 - i, second, 0x31);
                    expected.add("%s ymm%d,ymm%d,ymm%d,0x31".formatted(name, i, 15 - i, second));
                } else if (twoSources(op)) {
                    assembler.half(op, i, 15 - i, second).half(op, i, 15 - i, at);
                    expected.add("%s ymm%d,ymm%d,ymm%d".formatted(name, i, 15 - i, second));
                    expected.add("%s ymm%d,ymm%d,%s".formatted(name, i, 15 - i, text(at)));
                } else {
                    assembler.half(op, i, at);
                    expected.add(
                            store
                                    ? "%s %s,ymm%d".formatted(name, text(at), i)
                                    : "%s ymm%d,%s".formatted(name, i, text(at)));
                }
            }
        }
        assembler.move(Register.R8, 0x123456789ABCL);
        expected.add("movabs r8,0x123456789abc");
    }

    private void gathers() {
        for (int v : VECTORS) {
            for (var base : List.of(Register.RAX, Register.RSI, Register.R9, Register.R12)) {
                int k = 1 + v % 7;
                assembler.gather(v, k, base, 31 - v, 4 * v);
                expected.add("vpgatherdd zmm%d{k%d},%s"
                        .formatted(
                                v,
                                k,
                                text(Address.at(base).plus(4 * v))
                                        .replaceFirst("^\\[(\\w+)", "[$1+zmm" + (31 - v) + "*1")));
            }
        }
    }

    private void masks() {
        for (int k = 1; k < 8; k++) {
            var memory = Address.at(Register.RSI, Register.RDX, 2).plus(64);
            assembler.masked(k, false).vector(Instruction.VADDPS, 17, 3, 30);
            expected.add("vaddps zmm17{k%d},zmm3,zmm30".formatted(k));
            assembler.masked(k, true).vector(Instruction.VMULPS, 2, 19, memory);
            expected.add("vmulps zmm2{k%d}{z},zmm19,%s".formatted(k, text(memory)));
            assembler.masked(k, false).vector(Instruction.VMOVUPS_STORE, 9, memory);
            expected.add("vmovups %s{k%d},zmm9".formatted(text(memory), k));
            assembler.testMasks(k, 8 - k).moveMask(k, Register.values()[k]);
            expected.add("kortestw k%d,k%d".formatted(k, 8 - k));
            expected.add("kmovw k%d,e%s"
                    .formatted(k, Register.values()[k].name().substring(1).toLowerCase(Locale.ROOT)));
        }
    }

    private void registers(Instruction op) {
        if (op.name().endsWith("_STORE")) {
            return;
        }
        for (int i = 0; i < VECTORS.length; i++) {
            int target = VECTORS[i];
            int first = VECTORS[(i + 3) % 8];
            int second = VECTORS[(i + 6) % 8];
            if (twoSources(op)) {
                assembler.vector(op, target, first, second);
                expected.add("%s zmm%d,zmm%d,zmm%d".formatted(mnemonic(op), target, first, second));
            } else {
                assembler.vector(op, target, second);
                expected.add("%s zmm%d,%s".formatted(mnemonic(op), target, source(op, second)));
            }
        }
    }

    private void memory(Instruction op) {
        int[] i = {0};
        addresses().forEach(at -> {
            int target = VECTORS[i[0] % 8];
            int first = VECTORS[(i[0] + 3) % 8];
            i[0]++;
            boolean broadcast = i[0] % 3 == 0 && twoSources(op);
            var place = broadcast ? at.repeated() : at;
            if (twoSources(op)) {
                assembler.vector(op, target, first, place);
                expected.add("%s zmm%d,zmm%d,%s%s"
                        .formatted(mnemonic(op), target, first, text(at), broadcast ? "{1to16}" : ""));
            } else {
                assembler.vector(op, target, place);
                boolean store = op.name().endsWith("_STORE");
                expected.add(
                        store
                                ? "%s %s,zmm%d".formatted(mnemonic(op), text(at), target)
                                : "%s zmm%d,%s".formatted(mnemonic(op), target, text(at)));
            }
        });
    }

    private void integers() {
        addresses().forEach(at -> {
            var register = Register.values()[(at.base().ordinal() + 7) % 16];
            var name = register.name().toLowerCase(Locale.ROOT);
            assembler
                    .load(register, at)
                    .store(at, register)
                    .address(register, at)
                    .multiply(register, at, 1234567)
                    .prefetch(at);
            expected.add("mov %s,%s".formatted(name, text(at)));
            expected.add("mov %s,%s".formatted(text(at), name));
            expected.add("lea %s,%s".formatted(name, text(at)));
            expected.add("imul %s,%s,0x12d687".formatted(name, text(at)));
            expected.add("prefetcht1 " + text(at));
        });
        for (var register : Register.values()) {
            var other = Register.values()[(register.ordinal() + 9) % 16];
            var a = register.name().toLowerCase(Locale.ROOT);
            var b = other.name().toLowerCase(Locale.ROOT);
            assembler
                    .move(register, other)
                    .add(register, other)
                    .subtract(register, other)
                    .test(register, other);
            expected.addAll(
                    List.of("mov " + a + "," + b, "add " + a + "," + b, "sub " + a + "," + b, "test " + a + "," + b));
            assembler
                    .move(register, 123456)
                    .add(register, 64)
                    .add(register, 4096)
                    .subtract(register, 5);
            expected.addAll(List.of(
                    "mov " + a + ",0x1e240", "add " + a + ",0x40", "add " + a + ",0x1000", "sub " + a + ",0x5"));
            assembler.decrement(register).push(register).pop(register);
            expected.addAll(List.of("dec " + a, "push " + a, "pop " + a));
        }
        assembler.cpuid().xgetbv().vzeroupper().ret();
        expected.addAll(List.of("cpuid", "xgetbv", "vzeroupper", "ret"));
    }

    @Test
    void readByObjdump(@TempDir Path folder) throws IOException, InterruptedException {
        vectors();
        integers();
        var found = Objdump.read(assembler.code(), folder).stream()
                .map(AssemblerTest::normal)
                .toList();
        System.out.println("assembler: " + expected.size() + " instructions read by objdump");
        assertThat(found).hasSameSizeAs(expected);
        var wrong = IntStream.range(0, expected.size())
                .filter(i -> !found.get(i).equals(expected.get(i)))
                .mapToObj(i -> expected.get(i) + " is read as " + found.get(i))
                .toList();
        assertThat(wrong).isEmpty();
    }

    /** Without what objdump says beside an instruction: its address, sizes, prefixes that hint at an encoding. */
    private static String normal(String line) {
        return line.replaceFirst("\\s*[0-9a-f]+:\\s*", "")
                .replaceAll("\\{evex\\} ", "")
                .replaceAll("[A-Z]+ BCST (\\[[^\\]]*\\])", "$1{1to16}")
                .replaceAll("[A-Z]+ PTR ", "")
                .replaceAll("\\+0x0\\]", "]")
                .replaceAll("\\s*#.*", "")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
