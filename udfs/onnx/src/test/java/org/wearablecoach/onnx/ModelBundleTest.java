package org.wearablecoach.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wearablecoach.onnx.TestModel.N;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wearablecoach.onnx.ModelRejectedException.Check;

class ModelBundleTest {

    private static final TensorProto ELSEWHERE =
            TensorProto.newBuilder()
                    .setName("weights")
                    .addDims(1)
                    .setDataType(1)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .build();

    @Test
    void acceptsAFileThatIsWhatItsManifestSays() {
        TestModel model = TestModel.network(4, 8, 3);

        assertThat(model.bundle().onnx()).isEqualTo(model.bytes());
        assertThat(model.bundle().manifest().reference()).isEqualTo("test 1.0");
    }

    @Test
    void keepsItsBytesWhenTheCallersChange() {
        TestModel model = TestModel.doubling();
        byte[] bytes = model.bytes();
        ModelBundle bundle = ModelBundle.of(bytes, model.manifest(bytes), ScorerOptions.defaults());
        bytes[3]++;
        bundle.onnx()[4]++;

        assertThat(bundle.onnx()).isEqualTo(model.bytes());
    }

    @Test
    void refusesAFileOverTheLimit(@TempDir Path folder) throws IOException {
        TestModel model = TestModel.doubling();
        ScorerOptions small = ScorerOptions.defaults().withMaxBytes(20);
        Path onnx = Files.write(folder.resolve("m.onnx"), model.bytes());
        Path manifest = Files.writeString(folder.resolve("m.json"), model.manifest());

        refused(Check.SIZE, () -> ModelBundle.of(model.bytes(), model.manifest(), small))
                .hasMessageContaining("expected at most 20 bytes, found " + model.bytes().length);
        refused(Check.SIZE, () -> ModelBundle.read(onnx, manifest, small))
                .hasMessageContaining("m.onnx");
        assertThat(ModelBundle.read(onnx, manifest, ScorerOptions.defaults()).onnx())
                .isEqualTo(model.bytes());
    }

    @Test
    void refusesAFileThatIsNotTheOneDescribed() {
        TestModel model = TestModel.doubling();
        byte[] other = TestModel.network(1, 2, 1).bytes();

        refused(
                        Check.DIGEST,
                        () -> ModelBundle.of(other, model.manifest(), ScorerOptions.defaults()))
                .hasMessageContaining("expected sha256 " + ModelBundle.sha256(model.bytes()))
                .hasMessageContaining("found " + ModelBundle.sha256(other));
    }

    @Test
    void refusesTensorsInOtherFilesWhereverTheyHide() {
        TestModel initializer = TestModel.doubling();
        initializer.graph.addInitializer(ELSEWHERE);
        TestModel entry = TestModel.doubling();
        entry.graph.addInitializer(
                TensorProto.newBuilder()
                        .addExternalData(
                                StringStringEntryProto.newBuilder()
                                        .setKey("location")
                                        .setValue("/etc/passwd")));
        TestModel attribute = TestModel.doubling();
        attribute.graph.addNode(
                NodeProto.newBuilder()
                        .setOpType("Constant")
                        .addAttribute(AttributeProto.newBuilder().setT(ELSEWHERE)));
        TestModel subgraph = TestModel.doubling();
        subgraph.graph.addNode(
                NodeProto.newBuilder()
                        .setOpType("If")
                        .addAttribute(
                                AttributeProto.newBuilder()
                                        .setG(GraphProto.newBuilder().addInitializer(ELSEWHERE))));
        TestModel sparse = TestModel.doubling();
        sparse.graph.addSparseInitializer(SparseTensorProto.newBuilder().setValues(ELSEWHERE));

        for (TestModel model : Arrays.asList(initializer, entry, attribute, subgraph, sparse)) {
            refused(Check.GRAPH, model::bundle)
                    .hasMessageContaining("found one with external data; save the model as a");
        }
    }

    @Test
    void refusesOperatorsOfOtherDomains() {
        TestModel imported = TestModel.doubling();
        imported.model.addOpsetImport(TestModel.opset("com.example.ops", 1));
        TestModel used = TestModel.doubling();
        used.graph.getNodeBuilder(0).setDomain("com.example.ops");
        TestModel function = TestModel.doubling();
        function.model.addFunctions(
                FunctionProto.newBuilder()
                        .addNode(NodeProto.newBuilder().setDomain("com.example.ops")));

        for (TestModel model : Arrays.asList(imported, used, function)) {
            refused(Check.GRAPH, model::bundle)
                    .hasMessageContaining("found domain 'com.example.ops'");
        }
    }

    @Test
    void refusesWhatIsNoModelToServe() {
        TestModel training = TestModel.doubling();
        training.model.addTrainingInfo(TrainingInfoProto.getDefaultInstance());
        refused(Check.GRAPH, training::bundle).hasMessageContaining("found training information");

        byte[] ort = TestModel.doubling().bytes();
        System.arraycopy("ORTM".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, ort, 4, 4);
        refused(Check.GRAPH, () -> TestModel.doubling().bundle(ort))
                .hasMessageContaining("export .onnx");

        for (byte[] bytes :
                new byte[][] {
                    {},
                    {0},
                    {8, 7},
                    "<html></html>".getBytes(java.nio.charset.StandardCharsets.UTF_8)
                }) {
            refused(Check.GRAPH, () -> TestModel.doubling().bundle(bytes))
                    .hasMessageContaining("expected an ONNX file");
        }
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = TestModel.network(3, 4, 2).bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            refused(Check.GRAPH, () -> TestModel.doubling().bundle(part));
        }
    }

    @Test
    void refusesNestingThatWouldExhaustTheStack() {
        GraphProto nested = GraphProto.getDefaultInstance();
        for (int i = 0; i < 40; i++) {
            nested =
                    GraphProto.newBuilder()
                            .addNode(
                                    NodeProto.newBuilder()
                                            .addAttribute(AttributeProto.newBuilder().setG(nested)))
                            .build();
        }
        TestModel model = new TestModel().input("x", N).output("y", N);
        model.vector(new float[] {1}, new float[] {1});
        model.graph.mergeFrom(nested);

        refused(Check.GRAPH, model::bundle).hasMessageContaining("nested at most 32 deep");
    }

    @Property(tries = 3000, seed = "20160412")
    void anyBytesAreAcceptedOrRefused(@ForAll @Size(max = 60) byte[] bytes) {
        String refusal = OnnxFile.refusal(bytes, ScorerOptions.defaults().domains());
        assertThat(refusal == null || refusal.startsWith("expected")).isTrue();
    }

    @Property(tries = 3000, seed = "20160412")
    void mutatedModelsAreAcceptedOrRefused(@ForAll int place, @ForAll byte with) {
        byte[] bytes = TestModel.network(2, 3, 2).bytes();
        bytes[Math.floorMod(place, bytes.length)] = with;
        String refusal = OnnxFile.refusal(bytes, ScorerOptions.defaults().domains());
        assertThat(refusal == null || refusal.startsWith("expected")).isTrue();
    }

    @Test
    void namesTheModuleWhenAShippedModelIsMissing() {
        assertThatThrownBy(() -> ModelBundle.shipped("no-such-model"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such-model.onnx; put coach-models on the class path");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
            Check check, org.assertj.core.api.ThrowableAssert.ThrowingCallable load) {
        return assertThatThrownBy(load)
                .isInstanceOfSatisfying(
                        ModelRejectedException.class,
                        refused -> assertThat(refused.check()).isEqualTo(check));
    }
}
