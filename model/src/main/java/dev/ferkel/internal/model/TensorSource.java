package dev.ferkel.internal.model;

import dev.ferkel.internal.checkpoint.Checkpoint;
import dev.ferkel.internal.checkpoint.SplitKeyValues;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Memory;
import dev.ferkel.internal.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Where a network's tensors come from: a checkpoint, or nothing but a config and a random number generator. */
public interface TensorSource {
    /** What errors call it. */
    String name();

    /**
     * A tensor by its Hugging Face name.
     *
     * @param shape that the network expects; one that is found may have another
     */
    Optional<Tensor> find(String name, long... shape);

    /** The tensor as F32: itself where it is. */
    Tensor f32(Tensor tensor);

    /** The tensor as F32 that may be changed. */
    Tensor owned(Tensor tensor);

    /** Memory that lives as long as the tensors, 64 bytes aligned. */
    MemorySegment allocate(long bytes);

    /** MLA's kv_b in two parts, where the source holds it so. */
    default Optional<SplitKeyValues> split(String name) {
        return Optional.empty();
    }

    /** Finds tensors as {@link #find} does. */
    @FunctionalInterface
    interface Finder {
        Optional<Tensor> find(String name, long... shape);
    }

    /** A source together with the tensors of {@link LowRank} paths. */
    static TensorSource adapted(TensorSource base, Finder paths) {
        return new TensorSource() {
            @Override
            public String name() {
                return base.name();
            }

            @Override
            public Optional<Tensor> find(String name, long... shape) {
                return LowRank.isPart(name) ? paths.find(name, shape) : base.find(name, shape);
            }

            @Override
            public Tensor f32(Tensor tensor) {
                return base.f32(tensor);
            }

            @Override
            public Tensor owned(Tensor tensor) {
                return base.owned(tensor);
            }

            @Override
            public MemorySegment allocate(long bytes) {
                return base.allocate(bytes);
            }

            @Override
            public Optional<SplitKeyValues> split(String name) {
                return base.split(name);
            }
        };
    }

    /** The tensors of a checkpoint. */
    static TensorSource of(Checkpoint checkpoint) {
        return new TensorSource() {
            @Override
            public String name() {
                return checkpoint.path().toString();
            }

            @Override
            public Optional<Tensor> find(String name, long... shape) {
                return checkpoint.find(name);
            }

            @Override
            public Tensor f32(Tensor tensor) {
                return checkpoint.f32(tensor);
            }

            @Override
            public Tensor owned(Tensor tensor) {
                if (tensor.type() != DType.F32) {
                    return checkpoint.f32(tensor);
                }
                // the file is mapped, and not to be written
                var copy = Tensor.of(DType.F32, checkpoint.allocate(tensor.byteSize()), tensor.shape());
                Memory.copy(tensor.address(), copy.address(), tensor.elements());
                return copy;
            }

            @Override
            public MemorySegment allocate(long bytes) {
                return checkpoint.allocate(bytes);
            }

            @Override
            public Optional<SplitKeyValues> split(String name) {
                return checkpoint.split(name);
            }
        };
    }
}
