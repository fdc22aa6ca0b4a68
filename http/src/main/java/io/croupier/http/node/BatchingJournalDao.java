package io.croupier.http.node;

import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.DefaultJournalDao;
import akka.persistence.jdbc.journal.dao.JournalTables.JournalAkkaSerializationRow;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import io.croupier.http.metrics.JournalMetrics;
import io.croupier.http.metrics.Metrics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set;
import scala.collection.immutable.Vector;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import slick.dbio.DBIOAction;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;
import slick.jdbc.SimpleJdbcAction;
import slick.jdbc.hikaricp.HikariCPJdbcDataSource;

/**
 * Akka Persistence JDBC's own access to the journal, with cheaper writes into the same table. Two things differ:
 *
 * <ul>
 *   <li>A batch goes to PostgreSQL as one array per column. That is one statement, prepared once for batches of every size,
 *       and atomic by itself; the plugin's insert is one row of parameters per event, which PostgreSQL plans row by row.
 *   <li>Rows that wait for the writer are gathered in a vector. The plugin's linked list is copied whole for each event that
 *       joins it.
 * </ul>
 *
 * <p>Rows with tags go the plugin's way. {@code docs/decisions/0011-journal-writes.md} has the figures. Named in {@code
 * jdbc-journal.dao}.
 */
public final class BatchingJournalDao extends DefaultJournalDao {
    private static final String INSERT = """
            INSERT INTO event_journal (deleted, persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
              event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload)
            SELECT * FROM unnest(?::boolean[], ?::varchar[], ?::bigint[], ?::varchar[], ?::bigint[], ?::varchar[],
              ?::integer[], ?::varchar[], ?::bytea[], ?::integer[], ?::varchar[], ?::bytea[])""";

    private final ExecutionContext executor;
    private final JournalMetrics metrics;

    /** Called by the plugin, by reflection and with just these types. */
    public BatchingJournalDao(
            JdbcBackend.DatabaseDef database,
            JdbcProfile profile,
            JournalConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        super(database, profile, config, serialization, executor, materializer);
        this.executor = executor;
        Metrics metrics = Metrics.of(materializer.system());
        this.metrics = metrics.journal();
        if (database.source() instanceof HikariCPJdbcDataSource pool) {
            metrics.pool("journal", pool.ds());
        }
    }

    @Override
    public Future<BoxedUnit> queueWriteJournalRows(Seq<Tuple2<JournalAkkaSerializationRow, Set<String>>> rows) {
        return super.queueWriteJournalRows(Vector.from(rows));
    }

    @Override
    public Future<BoxedUnit> writeJournalRows(Seq<Tuple2<JournalAkkaSerializationRow, Set<String>>> rows) {
        long begin = System.nanoTime();
        Future<BoxedUnit> written = write(rows);
        int count = rows.length();
        written.onComplete(
                done -> {
                    metrics.wrote(count, System.nanoTime() - begin, done.isSuccess());
                    return BoxedUnit.UNIT;
                },
                executor);
        return written;
    }

    private Future<BoxedUnit> write(Seq<Tuple2<JournalAkkaSerializationRow, Set<String>>> rows) {
        if (rows.exists(row -> row._2().nonEmpty())) {
            return super.writeJournalRows(rows);
        }
        Columns columns = new Columns(rows);
        return run(new SimpleJdbcAction<>(context -> columns.insert(context.connection())));
    }

    /** What an action reads or writes is a matter of Scala's types alone, which Java's can't say. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private <R> Future<R> run(SimpleJdbcAction<R> action) {
        return (Future<R>) db().run((DBIOAction) action);
    }

    /** Rows, turned by a quarter; in the order of the queue, in which the events of one entity follow each other. */
    private static final class Columns {
        private final Boolean[] deleted;
        private final String[] persistenceId;
        private final Long[] sequenceNumber;
        private final String[] writer;
        private final Long[] timestamp;
        private final String[] adapterManifest;
        private final Integer[] serializer;
        private final String[] manifest;
        private final byte[][] payload;
        private final @Nullable Integer[] metaSerializer;
        private final @Nullable String[] metaManifest;
        private final byte @Nullable [][] metaPayload;

        Columns(Seq<Tuple2<JournalAkkaSerializationRow, Set<String>>> rows) {
            int size = rows.length();
            deleted = new Boolean[size];
            persistenceId = new String[size];
            sequenceNumber = new Long[size];
            writer = new String[size];
            timestamp = new Long[size];
            adapterManifest = new String[size];
            serializer = new Integer[size];
            manifest = new String[size];
            payload = new byte[size][];
            metaSerializer = new Integer[size];
            metaManifest = new String[size];
            metaPayload = new byte[size][];
            for (int i = 0; i < size; i++) {
                JournalAkkaSerializationRow row = rows.apply(i)._1();
                deleted[i] = row.deleted();
                persistenceId[i] = row.persistenceId();
                sequenceNumber[i] = row.sequenceNumber();
                writer[i] = row.writer();
                timestamp[i] = row.writeTimestamp();
                adapterManifest[i] = row.adapterManifest();
                serializer[i] = row.eventSerId();
                manifest[i] = row.eventSerManifest();
                payload[i] = row.eventPayload();
                metaSerializer[i] = (Integer) orNull(row.metaSerId());
                metaManifest[i] = orNull(row.metaSerManifest());
                metaPayload[i] = orNull(row.metaPayload());
            }
        }

        private static <T> @Nullable T orNull(Option<T> option) {
            return option.isDefined() ? option.get() : null;
        }

        BoxedUnit insert(Connection connection) {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                insert.setArray(1, connection.createArrayOf("bool", deleted));
                insert.setArray(2, connection.createArrayOf("varchar", persistenceId));
                insert.setArray(3, connection.createArrayOf("int8", sequenceNumber));
                insert.setArray(4, connection.createArrayOf("varchar", writer));
                insert.setArray(5, connection.createArrayOf("int8", timestamp));
                insert.setArray(6, connection.createArrayOf("varchar", adapterManifest));
                insert.setArray(7, connection.createArrayOf("int4", serializer));
                insert.setArray(8, connection.createArrayOf("varchar", manifest));
                insert.setArray(9, connection.createArrayOf("bytea", payload));
                insert.setArray(10, connection.createArrayOf("int4", metaSerializer));
                insert.setArray(11, connection.createArrayOf("varchar", metaManifest));
                insert.setArray(12, connection.createArrayOf("bytea", metaPayload));
                insert.executeUpdate();
                return BoxedUnit.UNIT;
            } catch (SQLException e) {
                throw new JournalWriteException(e);
            }
        }
    }

    /** A batch was refused, or its fate is unknown; the cause says which. */
    static final class JournalWriteException extends RuntimeException {
        private static final long serialVersionUID = 1;

        JournalWriteException(SQLException cause) {
            super("the journal did not take a batch: " + cause.getMessage(), cause);
        }
    }
}
