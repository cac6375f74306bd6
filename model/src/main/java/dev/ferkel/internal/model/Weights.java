package dev.ferkel.internal.model;

import dev.ferkel.error.FerkelException;
import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.SplitKeyValues;
import dev.ferkel.internal.kernel.Kernels;
import dev.ferkel.internal.kernel.Panels;
import dev.ferkel.internal.kernel.ProductPrecision;
import dev.ferkel.internal.kernel.TrainingPanels;
import dev.ferkel.internal.ops.LatentHeads;
import dev.ferkel.internal.ops.SplitLatentWeights;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Hands a checkpoint's tensors to the networks by their Hugging Face names, shapes checked. */
public final class Weights {
    private final TensorSource source;
    private final boolean trainable;
    private final WeightForm form;
    private final Function<String, ProductPrecision> precisions;
    private final Adaptation adaptation;
    private Optional<PanelFile> kept = Optional.empty();
    private final Map<String, Tensor> bound = new LinkedHashMap<>();

    /** @param trainable every tensor is copied to F32, and matrices are laid out for training */
    public Weights(Checkpoint checkpoint, boolean trainable) {
        this(TensorSource.of(checkpoint), trainable, WeightForm.EXACT, name -> ProductPrecision.F32, Adaptation.NONE);
    }

    private Weights(
            TensorSource source,
            boolean trainable,
            WeightForm form,
            Function<String, ProductPrecision> precisions,
            Adaptation adaptation) {
        this.source = source;
        this.trainable = trainable;
        this.form = form;
        this.precisions = precisions;
        this.adaptation = adaptation;
    }

    /**
     * Weights to be trained.
     *
     * @param precisions of products with a matrix, by its name
     * @param adaptation whose matrices the source has, too
     */
    public static Weights trainable(
            TensorSource source, Function<String, ProductPrecision> precisions, Adaptation adaptation) {
        return new Weights(source, true, WeightForm.EXACT, precisions, adaptation);
    }

    /** Whether panels of all matrices are made, or read from a file that has them. */
    static boolean packs(WeightForm form) {
        return Kernels.select().prefersPanels() && (form == WeightForm.PACKED || form == WeightForm.KEPT);
    }

    /** In a form, as far as the kernels prefer it. */
    static Weights of(TensorSource source, WeightForm form, Adaptation adaptation) {
        return new Weights(
                source,
                false,
                Kernels.select().prefersPanels() ? form : WeightForm.EXACT,
                name -> ProductPrecision.F32,
                adaptation);
    }

    /** Takes packed matrices from a file, and those that it doesn't have into it; where they are to be packed at all. */
    Weights keptIn(PanelFile file) {
        kept = form == WeightForm.KEPT ? Optional.of(file) : Optional.empty();
        return this;
    }

    /** Everything handed out so far, by name. */
    public Map<String, Tensor> bound() {
        return bound;
    }

    /** A matrix [out, in] in the type of the file, or F32 where trainable. */
    public Tensor matrix(String name, long out, long in) {
        return laidOut(name, needed(name, out, in), out, in);
    }

    /** The path beside a matrix, where it has one. */
    Optional<LowRank> lowRank(String module, long out, long in) {
        if (!adaptation.adapts().test(module)) {
            return Optional.empty();
        }
        return Optional.of(new LowRank(
                part(LowRank.nameOfA(module), adaptation.rank(), in),
                part(LowRank.nameOfB(module), out, adaptation.rank()),
                adaptation.scale()));
    }

    private Tensor part(String name, long out, long in) {
        var found = needed(name, out, in);
        return trainable ? laidOut(name, found, out, in) : bind(name, found, true, out, in);
    }

    /** A table [entries, width] whose rows are looked up; as {@link #matrix}, but not laid out for products. */
    public Tensor table(String name, long entries, long width) {
        return bind(name, needed(name, entries, width), trainable, entries, width);
    }

    private Tensor needed(String name, long... shape) {
        return source.find(name, shape)
                .orElseThrow(() -> FerkelException.of("%s: tensor '%s' is missing", source.name(), name));
    }

    private Tensor laidOut(String name, Tensor found, long out, long in) {
        var matrix = bind(name, found, trainable, out, in);
        if (!trainable || matrix.packed() != null) {
            return pack(matrix);
        }
        var data = source.allocate(TrainingPanels.bytes(matrix));
        var panels = TrainingPanels.attach(matrix, data, precisions.apply(name));
        bound.put(name, panels);
        return panels;
    }

    /** A matrix laid out for the kernels, where those prefer it and know its type. */
    private Tensor pack(Tensor matrix) {
        boolean packs = form != WeightForm.EXACT && matrix.packed() == null && Panels.bytes(matrix) >= 0;
        return packs ? matrix.withPacked(panels(matrix)) : matrix;
    }

    private Panels panels(Tensor matrix) {
        var known = kept.flatMap(f -> f.next(matrix));
        if (known.isPresent()) {
            return known.get();
        }
        var panels = form == WeightForm.MAPPED
                ? Panels.ofMapped(matrix)
                : Panels.pack(matrix, source.allocate(Panels.bytes(matrix)));
        kept.ifPresent(f -> f.add(panels));
        return panels;
    }

    /**
     * MLA's kv_b [heads * (nope + value), latent]; where a file holds it in two parts, and kernels prefer packed weights,
     * the values' part with {@link SplitLatentWeights}, which is all that attention over a cache needs. That attention
     * takes the matrix apart, so that a path beside it is added into it, unless it is to be trained.
     */
    Tensor latentUp(String module, LatentHeads heads) {
        var name = module + ".weight";
        if (!trainable && adaptation.adapts().test(module)) {
            return pack(adapted(name, module, rows(heads), heads.latentDim()));
        }
        var split = form != WeightForm.EXACT ? source.split(name) : Optional.<SplitKeyValues>empty();
        if (split.isEmpty()
                || !SplitLatentWeights.takes(split.get().k(), split.get().v(), heads)) {
            return matrix(name, rows(heads), heads.latentDim());
        }
        var keys = split.get().k().reshape((long) heads.heads() * heads.latentDim(), heads.nopeDim());
        var values = split.get().v().reshape((long) heads.heads() * heads.valueDim(), heads.latentDim());
        var halves = Tensor.of(DType.F16, source.allocate(DType.F16.bytes(keys.elements())), keys.dim(0), keys.dim(1));
        return values.withPacked(SplitLatentWeights.of(panels(keys), panels(values), keys, halves));
    }

    private static long rows(LatentHeads heads) {
        return (long) heads.heads() * (heads.nopeDim() + heads.valueDim());
    }

    /** The path beside MLA's kv_b, where it has not been added into it. */
    Optional<LowRank> latentPath(String module, LatentHeads heads) {
        return trainable ? lowRank(module, rows(heads), heads.latentDim()) : Optional.empty();
    }

    /** A copy of a matrix with the path beside it added, in F32. */
    private Tensor adapted(String name, String module, long out, long in) {
        var path = lowRank(module, out, in).orElseThrow();
        var matrix = bind(name, needed(name, out, in), true, out, in);
        var sum = Tensor.of(DType.F32, source.allocate(matrix.byteSize()), out, in);
        Memory.copy(matrix.address(), sum.address(), sum.elements());
        path.addTo(0, out, sum.address());
        return sum;
    }

    /** A vector as F32. */
    public Tensor vector(String name, long size) {
        return bind(name, needed(name, size), true, size);
    }

    public Optional<Tensor> findMatrix(String name, long out, long in) {
        return source.find(name, out, in).map(t -> bind(name, t, trainable, out, in));
    }

    public Optional<Tensor> findVector(String name, long size) {
        return source.find(name, size).map(t -> bind(name, t, true, size));
    }

    private Tensor bind(String name, Tensor found, boolean f32, long... shape) {
        if (!Arrays.equals(found.shape(), shape)) {
            throw FerkelException.of(
                    "%s: tensor '%s' has shape %s, expected %s by the config",
                    source.name(), name, found.shapeText(), Arrays.toString(shape));
        }
        switch (found.type()) {
            case I8, I16, I32, I64, F64 ->
                throw FerkelException.of(
                        "%s: tensor '%s' is %s, which is not supported for weights", source.name(), name, found.type());
            default -> {}
        }
        var known = bound.get(name);
        if (known != null) {
            return known;
        }
        var tensor = trainable ? source.owned(found) : f32 ? source.f32(found) : found;
        bound.put(name, tensor);
        return tensor;
    }
}
