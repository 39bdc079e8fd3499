namespace Shaken.Core.Numbering;

/// <summary>What an import does to the table in force.</summary>
public enum NumberImportKind
{
    /// <summary>Replaces it whole.</summary>
    Full,

    /// <summary>Changes the rows that it names: sets their provider, or removes them where it names none.</summary>
    Delta,
}

/// <summary>How far an import has come.</summary>
public enum NumberImportState
{
    /// <summary>Takes parts.</summary>
    Receiving,

    /// <summary>Its commit is ordered, and begins soon.</summary>
    Ordered,

    /// <summary>A commit is merging its rows. Nobody else may commit meanwhile.</summary>
    Merging,

    /// <summary>Its rows are in the table.</summary>
    Committed,
}
