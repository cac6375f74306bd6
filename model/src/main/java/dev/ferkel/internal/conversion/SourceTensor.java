package dev.ferkel.internal.conversion;

import dev.ferkel.internal.checkpoint.LazyTensor;
import dev.ferkel.internal.tensor.DType;
import dev.ferkel.internal.tensor.Tensor;
import java.util.Optional;

/**
 * A tensor to be converted.
 *
 * @param type in which it goes where nothing else is asked for
 * @param shape row-major
 * @param stored the tensor as it lies in a file, where its bytes can be copied
 */
record SourceTensor(String name, DType type, long[] shape, F32Rows rows, Optional<Tensor> stored) {
    static SourceTensor of(String name, Tensor tensor) {
        return new SourceTensor(name, tensor.type(), tensor.shape(), F32Rows.of(tensor), Optional.of(tensor));
    }

    /** One that is computed. */
    static SourceTensor of(String name, DType type, long[] shape, F32Rows rows) {
        return new SourceTensor(name, type, shape, rows, Optional.empty());
    }

    long columns() {
        return shape.length == 0 ? 1 : shape[shape.length - 1];
    }

    /** Rows of one matrix: of one expert, where there are several. */
    long rowsOfMatrix() {
        return shape.length < 2 ? 1 : shape[shape.length - 2];
    }

    /** As it is written: copied where the type stays. */
    LazyTensor as(DType target) {
        return as(target, Optional.empty());
    }

    /** @param importance of columns, for each matrix in turn */
    LazyTensor as(DType target, Optional<float[]> importance) {
        if (stored.isPresent() && stored.get().type() == target) {
            return LazyTensor.of(name, stored.get());
        }
        return new LazyTensor(name, target, shape, new RowEncoder(this, target, importance));
    }
}
