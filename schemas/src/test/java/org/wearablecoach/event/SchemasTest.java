package org.wearablecoach.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemasTest {

    static List<Samples.Kind<?>> kinds() {
        return Samples.kinds();
    }

    /** Compatible in both directions with every released version, not only with the newest. */
    @ParameterizedTest
    @MethodSource("kinds")
    void isFullyCompatibleWithEveryReleasedVersion(Samples.Kind<?> kind)
            throws SchemaValidationException {
        Schema current = Evolved.parse(kind.wire().schemaJson());
        List<Schema> released = new ArrayList<>();
        for (String version : StoredSchemas.RELEASED) {
            String json = StoredSchemas.released(version, kind.wire().name());
            if (json != null) {
                released.add(0, Evolved.parse(json));
            }
        }
        assertThat(released).as("a released version has " + kind).isNotEmpty();
        SchemaValidator full = new SchemaValidatorBuilder().mutualReadStrategy().validateAll();
        full.validate(current, released);
        for (Schema other : released) {
            assertReads(current, other);
            assertReads(other, current);
        }
    }

    @Test
    void knowsEveryReleasedVersionThatIsStored() throws IOException {
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(Path.of("src/main/resources/org/wearablecoach/schemas"))) {
            List<String> stored = new ArrayList<>();
            folders.forEach(folder -> stored.add(folder.getFileName().toString()));
            assertThat(StoredSchemas.RELEASED).containsExactlyInAnyOrderElementsOf(stored);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void travelsAsWrittenWithItsGeneratedClass(Samples.Kind<?> kind) throws Exception {
        Schema written = Evolved.parse(kind.wire().schemaJson());
        Schema generated =
                (Schema)
                        Class.forName(written.getFullName())
                                .getMethod("getClassSchema")
                                .invoke(null);

        assertThat(SchemaNormalization.parsingFingerprint64(written))
                .isEqualTo(SchemaNormalization.parsingFingerprint64(generated))
                .isEqualTo(kind.wire().fingerprint());
        assertThat(written.getFullName()).isEqualTo("org.wearablecoach.avro." + kind);
        assertThat(kind.wire().schemaJson()).doesNotContain("avro.java");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void documentsEveryRecordAndField(Samples.Kind<?> kind) {
        for (Schema named : namedTypes(Evolved.parse(kind.wire().schemaJson())).values()) {
            assertThat(named.getDoc()).as(named.getName()).isNotBlank().endsWith(".");
            if (named.getType() == Schema.Type.RECORD) {
                for (Schema.Field field : named.getFields()) {
                    assertThat(field.doc())
                            .as(named.getName() + "." + field.name())
                            .isNotBlank()
                            .endsWith(".");
                    assertThat(saysUnitOrRange(field)).as(field.doc()).isTrue();
                }
            }
        }
    }

    /** Numbers and times say what they count, and what they can be. */
    private static boolean saysUnitOrRange(Schema.Field field) {
        Schema type = nonNull(field.schema());
        if (type.getLogicalType() != null) {
            return field.doc().contains("ms since 1970-01-01T00:00Z");
        }
        return switch (type.getType()) {
            case INT, LONG, FLOAT, DOUBLE ->
                    field.doc().matches("(?s).*([0-9]|any (finite )?number|Number of|Version).*");
            default -> true;
        };
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void readsSymbolsOfLaterVersionsAsUnknown(Samples.Kind<?> kind) {
        for (Schema named : namedTypes(Evolved.parse(kind.wire().schemaJson())).values()) {
            if (named.getType() == Schema.Type.ENUM) {
                assertThat(named.getEnumDefault()).as(named.getName()).isEqualTo("UNKNOWN");
                assertThat(named.getEnumSymbols().get(0)).isEqualTo("UNKNOWN");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void namesTheSameSymbolsAsTheDomain(Samples.Kind<?> kind) throws ClassNotFoundException {
        for (Schema named : namedTypes(Evolved.parse(kind.wire().schemaJson())).values()) {
            if (named.getType() == Schema.Type.ENUM) {
                List<String> domain = new ArrayList<>();
                Class<?> type = Class.forName("org.wearablecoach.event." + named.getName());
                for (Object constant : type.getEnumConstants()) {
                    domain.add(((Enum<?>) constant).name());
                }
                assertThat(named.getEnumSymbols()).containsExactlyInAnyOrderElementsOf(domain);
            }
        }
    }

    /** Each file is complete in itself, so parts are repeated; they must not drift apart. */
    @Test
    void definesSharedPartsAlikeInEveryFile() {
        Map<String, Schema> all = new HashMap<>();
        for (Samples.Kind<?> kind : kinds()) {
            namedTypes(Evolved.parse(kind.wire().schemaJson()))
                    .forEach(
                            (name, schema) -> {
                                Schema other = all.putIfAbsent(name, schema);
                                if (other != null) {
                                    assertThat(schema.toString()).isEqualTo(other.toString());
                                }
                            });
        }
        assertThat(all).containsKeys("VersionRef", "Telemetry");
    }

    @Test
    void makesEveryPayloadOptionalWithoutADefaultValue() {
        List<Schema.Field> fields =
                Evolved.parse(RecordFormat.telemetry().schemaJson()).getFields();
        for (Schema.Field payload : fields.subList(5, fields.size())) {
            assertThat(payload.schema().getTypes().get(0).getType()).isEqualTo(Schema.Type.NULL);
            assertThat(payload.schema().getTypes().get(1).getType()).isEqualTo(Schema.Type.RECORD);
            assertThat(payload.hasDefaultValue()).isTrue();
            assertThat(payload.doc()).startsWith("Payload: ");
        }
        assertThat(fields).hasSize(5 + Payload.class.getPermittedSubclasses().length - 1);
    }

    private static void assertReads(Schema reader, Schema writer) {
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static Map<String, Schema> namedTypes(Schema schema) {
        Map<String, Schema> named = new HashMap<>();
        collect(schema, named);
        return named;
    }

    private static void collect(Schema schema, Map<String, Schema> named) {
        switch (schema.getType()) {
            case RECORD -> {
                if (named.putIfAbsent(schema.getName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), named));
                }
            }
            case ENUM -> named.put(schema.getName(), schema);
            case ARRAY -> collect(schema.getElementType(), named);
            case UNION -> schema.getTypes().forEach(type -> collect(type, named));
            default -> {}
        }
    }

    private static Schema nonNull(Schema schema) {
        return schema.getType() == Schema.Type.UNION ? schema.getTypes().get(1) : schema;
    }
}
