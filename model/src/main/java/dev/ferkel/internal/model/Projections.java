package dev.ferkel.internal.model;

import dev.ferkel.internal.ops.Ops;
import dev.ferkel.internal.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Several matrices that take the same rows, in one pass where none has a bias. */
final class Projections {
    private final List<Linear> linears;
    private final List<Tensor> weights;
    private final boolean biased;

    Projections(Linear... linears) {
        this.linears = List.of(linears);
        this.weights = this.linears.stream().map(Linear::weight).toList();
        this.biased = this.linears.stream().anyMatch(l -> l.bias() != null);
    }

    /** One result a matrix. */
    List<Tensor> forward(Ops ops, Tensor x) {
        var results = new ArrayList<Tensor>(linears.size());
        if (biased) {
            linears.forEach(linear -> results.add(linear.forward(ops, x)));
            return results;
        }
        var products = ops.linears(x, weights);
        for (int i = 0; i < products.size(); i++) {
            results.add(linears.get(i).adapted(ops, products.get(i), x));
        }
        return results;
    }
}
