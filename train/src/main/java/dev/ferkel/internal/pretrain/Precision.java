package dev.ferkel.internal.pretrain;

import dev.ferkel.internal.conversion.HuggingFaceTensors;
import dev.ferkel.internal.kernel.ProductPrecision;
import dev.ferkel.internal.model.LowRank;

/**
 * What a network multiplies while it learns. Narrow formats are emulated: the numbers are theirs, the speed is not. Gates,
 * norms, attention and the embedding stay F32; in FP8 head, the module's join and adapters are BF16 (DeepSeek-V3 report,
 * section 3.3.1). Formats of what the report keeps or sends between passes (section 3.3.3) are left out.
 */
public enum Precision {
    F32,
    BF16,
    FP8;

    /** Of products with the matrix of a name. */
    public ProductPrecision of(String name) {
        if (this == F32 || name.endsWith("mlp.gate.weight")) {
            return ProductPrecision.F32;
        }
        boolean fp8 = this == FP8 && HuggingFaceTensors.inFp8(name) && !LowRank.isPart(name);
        return fp8 ? ProductPrecision.FP8 : ProductPrecision.BF16;
    }
}
