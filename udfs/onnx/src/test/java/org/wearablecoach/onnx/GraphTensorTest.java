package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTensorTest {

    private static GraphTensor tensor(Long... axes) {
        return new GraphTensor("x", ElementType.FLOAT32, "float32", List.of(axes));
    }

    @Test
    void aRowThatNoBufferHoldsIsRefusedWhateverItsAxesMultiplyTo() {
        for (GraphTensor wide :
                List.of(
                        tensor(-1L, 1L << 40),
                        tensor(-1L, 1L << 32, 1L << 32),
                        tensor(-1L, -1L, Long.MAX_VALUE),
                        tensor(1L, (1L << 27) + 1))) {
            assertThat(wide.width()).isEqualTo(-1);
            assertThat(wide.refusal(true)).contains("rows of at most 134217728 elements");
            assertThat(wide.refusal(false)).contains("rows of at most 134217728 elements");
        }
        assertThat(tensor(-1L, 1L << 27).width()).isEqualTo(1 << 27);
        assertThat(tensor(-1L, 1L << 27).refusal(true)).isNull();
    }

    @Test
    void anAxisOfNothingIsNoWidth() {
        assertThat(tensor(-1L, 0L).refusal(true)).contains("known axes after the first");
    }
}
