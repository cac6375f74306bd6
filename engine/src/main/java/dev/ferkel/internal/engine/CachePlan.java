package dev.ferkel.internal.engine;

import com.sun.management.OperatingSystemMXBean;
import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.cache.PagePool;
import dev.ferkel.internal.cache.RowFormat;
import dev.ferkel.internal.config.Attention;
import dev.ferkel.internal.config.ModelConfig;
import dev.ferkel.internal.ops.LatentForm;
import dev.ferkel.internal.tensor.DType;
import java.lang.management.ManagementFactory;

/**
 * How large a cache is: what the options ask for, or what fits the machine.
 *
 * @param context tokens a sequence may have
 * @param pages pages of the pool
 */
record CachePlan(RowFormat format, int layers, int tail, int context, int pages) {
    /** @param mtp whether rows of the multi-token prediction module are kept, too */
    static CachePlan of(ModelConfig config, EngineOptions options, boolean mtp) {
        var format = format(config, options);
        int layers = config.layers() + (mtp ? 1 : 0);
        int tail = mtp ? config.hiddenSize() + 1 : 0;
        long pageBytes = PagePool.pageBytes(format, layers, tail);
        if (options.context() > config.maxPositions()) {
            throw FerkelException.of(
                    "a context of %d tokens is more than the model's %d", options.context(), config.maxPositions());
        }
        if (options.drafts() == DraftSource.MTP && !mtp) {
            throw FerkelException.of("drafts are asked of the multi-token prediction module, which the model lacks");
        }
        int wanted = options.context() > 0 ? options.context() : config.maxPositions();
        long wantedPages = pages(wanted);
        long needed = options.context() > 0 ? wantedPages : 1;
        long machine = machineBytes();
        long given = options.cacheBytes();
        if (given > machine) {
            throw FerkelException.of(
                    "a cache of %d bytes (--cache-memory) is more than the machine's %d", given, machine);
        }
        long limit = given > 0 ? given : machine;
        if (limit / pageBytes < needed) {
            throw FerkelException.of(
                    "%s needs a cache of %d bytes, but %s %d bytes",
                    options.context() > 0 ? "a context of " + options.context() + " tokens" : "one page",
                    needed * pageBytes,
                    given > 0 ? "--cache-memory is" : "the machine has",
                    limit);
        }
        long most = given > 0 ? given / pageBytes : Math.max(needed, machine / 4 / pageBytes);
        long count = given > 0 ? most : Math.min(most, 32 * wantedPages);
        int context = (int) Math.min(wanted, Math.min(count, 1 << 24) * PagePool.PAGE);
        return new CachePlan(format, layers, tail, context, (int) Math.min(count, Integer.MAX_VALUE / PagePool.PAGE));
    }

    private static RowFormat format(ModelConfig config, EngineOptions options) {
        if (options.tokenForm() == LatentForm.KEPT && config.attention() instanceof Attention.Latent a) {
            int keys = a.heads() * (a.nopeHeadDim() + a.ropeHeadDim());
            return new RowFormat(options.cacheType(), keys + a.heads() * a.valueHeadDim(), keys);
        }
        return format(config, options.cacheType());
    }

    /** How a model's rows are stored: keys are turned, MLA's rows are keys and values at once and are not. */
    static RowFormat format(ModelConfig config, DType type) {
        int keys = config.attention() instanceof Attention.GroupedQuery g ? g.keyValueHeads() * g.headDim() : 0;
        return new RowFormat(type, config.cacheWidth(), keys);
    }

    static int pages(int tokens) {
        return (tokens + PagePool.PAGE - 1) / PagePool.PAGE;
    }

    long pageBytes() {
        return PagePool.pageBytes(format, layers, tail);
    }

    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : 4L << 30;
    }
}
