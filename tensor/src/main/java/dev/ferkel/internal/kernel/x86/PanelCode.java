package dev.ferkel.internal.kernel.x86;

import dev.ferkel.internal.kernel.PanelLayout;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.tensor.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The emitted products of every layout and tile, each written when it is first needed, and the loops that call them. */
public final class PanelCode {
    private static final MethodHandle CALL = MachineCode.caller(7);

    private static final int WIDE = 4;
    /** Groups a call streams through at most: a call is well under a millisecond. */
    private static final int STREAM = 64;

    /** Tokens whose activations stay in the second-level cache while all groups pass by. */
    private static final int TOKEN_BLOCK = 96;

    /**
     * Intel's prefetchers leave a stream of panels a tenth to a third slower than memory; those of AMD's Zen 4 lost up to
     * a sixth when more was asked for.
     */
    private static final boolean FETCHES = Processor.ask().isIntel();

    private static final Map<ProductTier, Map<PanelLayout, PanelCode>> CODES = new EnumMap<>(ProductTier.class);

    static {
        for (var tier : ProductTier.values()) {
            var codes = new EnumMap<PanelLayout, PanelCode>(PanelLayout.class);
            for (var layout : PanelLayout.values()) {
                codes.put(layout, new PanelCode(tier.writer(layout)));
            }
            CODES.put(tier, codes);
        }
    }

    private static final ThreadLocal<MemorySegment> TAIL =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(6L * 4 * Panels.GROUP, 64));

    private final ProductWriter product;
    private final int mostTokens;
    private final int mostGroups;
    private final @Nullable MemorySegment[] tiles = new MemorySegment[2 * 8 * (WIDE + 1)];

    private PanelCode(ProductWriter product) {
        this.product = product;
        mostTokens = product.mostTokens(2);
        mostGroups = product instanceof PlainProduct ? WIDE : product instanceof PanelProduct ? 2 : 1;
    }

    /** @param fetches the weights of the next tile are asked for, where that helps */
    private MemorySegment tile(int tokens, int groups, boolean fetches) {
        boolean fetching = FETCHES && fetches && groups <= 2 && product instanceof PanelProduct;
        int index = ((fetching ? 8 : 0) + tokens) * (WIDE + 1) + groups;
        var code = tiles[index];
        if (code == null) {
            synchronized (this) {
                var bytes = fetching && product instanceof PanelProduct panels
                        ? panels.emitFetching(tokens, groups)
                        : product.emit(tokens, groups);
                code = MemorySegment.ofAddress(MachineCode.install(bytes));
                tiles[index] = code;
            }
        }
        return code;
    }

    /** As {@link dev.ferkel.internal.kernel.Kernels#panelProduct}. */
    public static void run(
            ProductTier tier, Panels panels, long x, int tokens, long y, long ldy, int fromGroup, int toGroup) {
        var code =
                Objects.requireNonNull(Objects.requireNonNull(CODES.get(tier)).get(panels.layout()));
        code.product(panels, x, tokens, y, ldy, fromGroup, toGroup);
    }

    private void product(Panels panels, long x, int tokens, long y, long ldy, int fromGroup, int toGroup) {
        long rowBytes = panels.inputBytes();
        int whole = Math.min(toGroup, panels.rows() / Panels.GROUP);
        if (tokens == 1 && product instanceof PanelProduct streams) {
            stream(streams, panels, x, y, fromGroup, whole);
            if (toGroup > whole) {
                tail(panels, x, rowBytes, tokens, y, ldy, whole);
            }
            return;
        }
        for (int block = 0; block < tokens; block += TOKEN_BLOCK) {
            int end = Math.min(tokens, block + TOKEN_BLOCK);
            int width = Math.min(mostGroups, end - block == 1 ? WIDE : 2);
            for (int g = fromGroup; g < whole; ) {
                int groups = Math.min(width, whole - g);
                groups = groups == 3 ? 2 : groups;
                long weights = panels.groups(g, groups);
                for (int t = block; t < end; ) {
                    int count = Math.min(mostTokens, end - t);
                    call(
                            panels,
                            weights,
                            groups,
                            x + t * rowBytes,
                            count,
                            y + 4 * (t * ldy + (long) g * Panels.GROUP),
                            ldy,
                            t == block);
                    t += count;
                }
                g += groups;
            }
        }
        if (toGroup > whole) {
            tail(panels, x, rowBytes, tokens, y, ldy, whole);
        }
    }

    private void stream(PanelProduct streams, Panels panels, long x, long y, int from, int to) {
        int most = panels.isPacked() ? STREAM : WIDE;
        var code = streamed(streams);
        for (int g = from; g < to; ) {
            int groups = Math.min(most, to - g);
            try {
                CALL.invokeExact(
                        code,
                        (long) panels.columns() / panels.layout().block,
                        x,
                        (long) groups,
                        panels.groups(g, groups),
                        0L,
                        y + 4L * g * Panels.GROUP,
                        0L);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
            g += groups;
        }
    }

    private MemorySegment streamed(PanelProduct streams) {
        var code = tiles[0];
        if (code == null) {
            synchronized (this) {
                code = MemorySegment.ofAddress(MachineCode.install(streams.emitStream(FETCHES)));
                tiles[0] = code;
            }
        }
        return code;
    }

    /** The last group, of fewer than 16 rows, goes through memory of its own. */
    private void tail(Panels panels, long x, long rowBytes, int tokens, long y, long ldy, int g) {
        long buffer = TAIL.get().address();
        int rows = panels.rows() - g * Panels.GROUP;
        long weights = panels.groups(g, 1);
        for (int t = 0; t < tokens; ) {
            int count = Math.min(mostTokens, tokens - t);
            call(panels, weights, 1, x + t * rowBytes, count, buffer, Panels.GROUP, false);
            for (int i = 0; i < count; i++) {
                Memory.copy(buffer + 4L * Panels.GROUP * i, y + 4 * ((t + i) * ldy + (long) g * Panels.GROUP), rows);
            }
            t += count;
        }
    }

    private void call(Panels panels, long weights, int groups, long x, int tokens, long y, long ldy, boolean fetches) {
        long rowBytes = panels.inputBytes();
        try {
            CALL.invokeExact(
                    tile(tokens, groups, fetches),
                    (long) panels.columns() / panels.layout().block,
                    x,
                    rowBytes,
                    weights,
                    panels.groupBytes(),
                    y,
                    4 * ldy);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
