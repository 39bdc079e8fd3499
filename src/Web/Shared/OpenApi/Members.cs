using Shaken.Core.Auditing;

namespace Shaken.Web.Shared.OpenApi;

/// <summary>Members of requests that operations of several modules share.</summary>
internal static class Members
{
    /// <summary>Why an audited change is made.</summary>
    public static Member Reason { get; } =
        new("reason", new TextSchema("Why, for the audit log: plain text.", MaxLength: AuditAct.MaxReason), Example: "\"asked\"");

    /// <summary>The same where the operation has a reason of its own.</summary>
    public static Member PerhapsReason { get; } = Reason with { IsRequired = false };

    /// <summary>Guards a change against one that somebody else made in between.</summary>
    public static Member Revision { get; } = new("revision", new NumberSchema(0, Meaning: "The revision that was read."), Example: "1");

    /// <summary>A reason of RFC 5280.</summary>
    /// <param name="values">Those that the operation takes.</param>
    public static Member RevocationReason(IEnumerable<Core.Pki.Crls.RevocationReason> values, bool isRequired) => new(
        "reason",
        new ChoiceSchema([.. values.Select(Core.Pki.Crls.RevocationReasons.Text)], "Why, as RFC 5280 section 5.3.1 spells it."),
        isRequired);

    /// <summary>A string.</summary>
    public static Member Text(string name, string meaning, bool isRequired = true, string? example = null) =>
        new(name, new TextSchema(meaning), isRequired, example);
}
