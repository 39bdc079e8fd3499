namespace Shaken.Core.Numbering;

/// <summary>Why a step of an import was refused.</summary>
public enum NumberImportFailure
{
    /// <summary>No import has this id, or it has expired.</summary>
    Unknown,

    /// <summary>The import was committed before and takes nothing more.</summary>
    Committed,

    /// <summary>A part's number must be from 1 to <see cref="Foundations.Limits.NumberParts"/>.</summary>
    PartNumber,

    /// <summary>A part has no octets, or more than <see cref="Foundations.Limits.NumberPartOctets"/>.</summary>
    PartSize,

    /// <summary>The part does not end with a line end: it, or the file, may be cut off.</summary>
    PartCut,

    /// <summary>Another part was stored under this number.</summary>
    PartDiffers,

    /// <summary>Rows cannot be taken; nothing of the part is stored.</summary>
    Rows,

    /// <summary>Not every part is there, or more are there than the commit names.</summary>
    PartsMissing,

    /// <summary>The new table would have less than half of the rows in force, which the import does not allow.</summary>
    Shrinks,

    /// <summary>The table would have more segments than its record can name.</summary>
    TooLarge,

    /// <summary>Another import is being committed.</summary>
    Busy,
}

/// <summary>A refused step. The table in force is as it was.</summary>
/// <param name="Detail">In words, without personal data.</param>
/// <param name="Errors">The rows that were refused, where that is the reason.</param>
public sealed record NumberImportRefusal(NumberImportFailure Reason, string Detail, RowErrors? Errors = null);
