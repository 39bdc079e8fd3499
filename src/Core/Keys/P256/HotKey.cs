namespace Shaken.Core.Keys.P256;

/// <summary>
/// What is known of one public key's verifications: how many succeeded, and the table that it earned by them. Lives and dies with the
/// key.
/// </summary>
internal sealed class HotKey(EcdsaPublicKey key, VerificationTables tables)
{
    /// <summary>Successful verifications that earn a table. Only the holder of the key can make them, so garbage earns none.</summary>
    public const int VerificationsToEarn = 16;

    // The first answers of a table and later one of so many are also asked of OpenSSL.
    private const int FirstInShadow = 64;
    private const int OneInShadow = 1024;

    private PointTable? _table;
    private long _lastUse;
    private long _firstSuccess;
    private int _successes;
    private int _answers;

    public EcdsaPublicKey Key => key;

    /// <summary>The table in use; null while there is none.</summary>
    public PointTable? Table => Volatile.Read(ref _table);

    /// <summary>Timestamp of the last answer.</summary>
    public long LastUse => Volatile.Read(ref _lastUse);

    /// <summary>Judges r‖s over a SHA-256 digest by the key's table; null when OpenSSL has to.</summary>
    public bool? Judge(ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> signature)
    {
        if (Table is not { } table || tables.Generator is not { } generator || !tables.IsOn) return null;
        Volatile.Write(ref _lastUse, tables.Now());
        var verdict = TableVerifier.Verify(generator, table, sha256, signature);
        if (verdict == TableVerdict.AskOpenSsl)
        {
            tables.Metrics.Asked();
            return null;
        }

        var isValid = verdict == TableVerdict.Valid;
        var answers = unchecked((uint)Interlocked.Increment(ref _answers));
        if (answers <= FirstInShadow || answers % OneInShadow == 0) return tables.Compare(this, isValid, sha256, signature);
        tables.Metrics.Answered();
        return isValid;
    }

    /// <summary>Counts a success of OpenSSL's; the one that earns the table asks for it.</summary>
    public void Succeeded(ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> signature)
    {
        if (!tables.IsOn || Table is not null) return;
        var successes = Interlocked.Increment(ref _successes);
        if (successes == 1) Volatile.Write(ref _firstSuccess, tables.Now());
        if (successes == VerificationsToEarn)
            tables.Ask(new TableRequest(this, Volatile.Read(ref _firstSuccess), sha256.ToArray(), signature.ToArray()));
    }

    /// <summary>Puts a table in use.</summary>
    public void Take(PointTable table)
    {
        Volatile.Write(ref _lastUse, tables.Now());
        Volatile.Write(ref _answers, 0);
        Volatile.Write(ref _table, table);
    }

    /// <summary>Gives the table up, if there is one, and counts from the start. A verification that reads it now keeps it alive until it
    /// ends.</summary>
    public void Lose()
    {
        Volatile.Write(ref _table, null);
        Volatile.Write(ref _successes, 0);
    }
}

/// <summary>A key that earned a table.</summary>
/// <param name="FirstSuccess">Timestamp of the first success that counted.</param>
/// <param name="Sha256">The digest that the last of them signed; the table is tested with it.</param>
/// <param name="Signature">r‖s, 64 octets.</param>
internal sealed record TableRequest(HotKey Key, long FirstSuccess, byte[] Sha256, byte[] Signature);
