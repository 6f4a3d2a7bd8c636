package org.wearablecoach.flink.model.onnx;

import java.util.Collection;
import java.util.Collections;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.util.Preconditions;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.flink.model.onnx.OnnxModelOptions.OnError;
import org.wearablecoach.onnx.GraphRunner;
import org.wearablecoach.onnx.ScoringException;

/** Scores each row as it comes, on the thread of the task. */
public final class OnnxPredictFunction extends PredictFunction {

    private static final long serialVersionUID = 1L;

    private final Planned planned;

    private transient @Nullable GraphRunner runner;
    private transient @Nullable Rows rows;
    private transient @Nullable Counts counts;

    OnnxPredictFunction(Planned planned) {
        this.planned = planned;
    }

    @Override
    public void open(FunctionContext context) throws Exception {
        super.open(context);
        GraphRunner opened = planned.open(1);
        runner = opened;
        rows = new Rows(planned.binding(), opened);
        counts = new Counts(context);
    }

    @Override
    public Collection<RowData> predict(RowData input) {
        Rows memory = Preconditions.checkNotNull(rows);
        Counts count = Preconditions.checkNotNull(counts);
        try {
            if (memory.write(input, 0) == Rows.Written.NULL) {
                count.nulls.inc();
                return Collections.singletonList(memory.nulls());
            }
            Preconditions.checkNotNull(runner).run(1);
        } catch (BadRowException | ScoringException e) {
            count.failed.inc();
            if (planned.onError() == OnError.NULL) {
                return Collections.singletonList(memory.nulls());
            }
            hideValues(input);
            throw Failure.of(planned, e);
        }
        count.rows.inc();
        count.batches.inc();
        return Collections.singletonList(memory.read(0));
    }

    /** The caller prints the row into its message, which is no place for values of persons. */
    private static void hideValues(RowData input) {
        if (input instanceof GenericRowData row) {
            for (int i = 0; i < row.getArity(); i++) {
                row.setField(i, null);
            }
        }
    }

    @Override
    public void close() throws Exception {
        if (runner != null) {
            runner.close();
        }
        super.close();
    }
}
