using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports;

/// <summary>
/// The members of a payload, read in the order in which they come and judged in the order of the rules: of several broken rules the
/// refusal names the same one, whatever the order of the members.
/// </summary>
internal struct PassportMembers
{
    private MemberForm _iat;
    private bool _isIatText;
    private DateTimeOffset _issuedAt;
    private MemberForm _orig;
    private PartyMember _origNumber;
    private PartyMember _origUri;
    private MemberForm _dest;
    private PartyList _destNumbers;
    private PartyList _destUris;
    private MemberForm _attest;
    private Attestation _attestation;
    private MemberForm _origId;
    private string? _origIdText;

    // Malformed: the member has the wrong type or a wrong value.
    private enum MemberForm : byte { Absent, Malformed, Good }

    /// <summary>There are members besides these.</summary>
    public bool HasOthers { get; private set; }

    /// <summary>Reads the member whose name was read.</summary>
    public void Read(ref StrictJsonReader reader)
    {
        if (reader.Is("iat"u8)) ReadIssuedAt(ref reader);
        else if (reader.Is("orig"u8)) ReadOrig(ref reader);
        else if (reader.Is("dest"u8)) ReadDest(ref reader);
        else if (reader.Is("attest"u8)) ReadAttest(ref reader);
        else if (reader.Is("origid"u8)) ReadOrigId(ref reader);
        else
        {
            HasOthers = true;
            reader.Skip();
        }
    }

    /// <summary>The first rule that is broken, or null.</summary>
    public readonly PassportRefusal? RefusalOf(bool isShaken) =>
        IssuedAtRefusal() ?? OrigRefusal() ?? DestRefusal() ?? (isShaken ? ShakenRefusal() : null);

    /// <summary>The claims of a payload that breaks no rule.</summary>
    public readonly PassportClaims ToClaims(bool isShaken) => new(
        _origNumber.Party ?? _origUri.Party!,
        PartyList.Join(_destNumbers, _destUris),
        _issuedAt,
        isShaken ? new ShakenClaims(_attestation, _origIdText!) : null);

    /// <summary>What is not as the standard wants it though its meaning is plain.</summary>
    public readonly IReadOnlyList<Finding> ToFindings()
    {
        if (!_isIatText && !_origNumber.IsNotCanonical && _destNumbers.NotCanonical == 0) return [];
        var findings = new List<Finding>();
        if (_isIatText) findings.Add(new Finding(FindingKind.IssuedAtIsText, "iat is a string, not a number"));
        if (_origNumber.IsNotCanonical) findings.Add(NotCanonical("orig.tn"));
        for (var count = 0; count < _destNumbers.NotCanonical; count++) findings.Add(NotCanonical("dest.tn"));
        return findings;
    }

    private static Finding NotCanonical(string path) => new(FindingKind.NumberNotCanonical, $"{path} is not in canonical form");

    private static PassportRefusal Missing(string claim) => new(VerificationFailure.ClaimMissing, $"{claim} is absent");

    private static PassportRefusal Malformed(string detail) => new(VerificationFailure.PassportMalformed, detail);

    private readonly PassportRefusal? IssuedAtRefusal() => _iat switch
    {
        MemberForm.Absent => Missing("iat"),
        MemberForm.Malformed => Malformed("iat is no NumericDate"),
        MemberForm.Good => null,
    };

    private readonly PassportRefusal? OrigRefusal() => _orig switch
    {
        MemberForm.Absent => Missing("orig"),
        MemberForm.Malformed => Malformed("orig is no object"),
        MemberForm.Good when _origNumber.IsThere == _origUri.IsThere => Malformed("orig has exactly one identity, tn or uri"),
        MemberForm.Good when _origNumber is { IsThere: true, Party: null } => Malformed("orig.tn is no telephone number in a string"),
        MemberForm.Good when _origUri is { IsThere: true, Party: null } => Malformed("orig.uri is no URI in a string"),
        MemberForm.Good => null,
    };

    private readonly PassportRefusal? DestRefusal() => _dest switch
    {
        MemberForm.Absent => Missing("dest"),
        MemberForm.Malformed => Malformed("dest is no object"),
        MemberForm.Good when _destNumbers.IsNoList => Malformed("dest.tn is no array with at least one member"),
        MemberForm.Good when _destUris.IsNoList => Malformed("dest.uri is no array with at least one member"),
        MemberForm.Good when _destNumbers.Count + _destUris.Count is 0 or > Limits.Destinations =>
            Malformed($"dest names 1 to {Limits.Destinations} identities"),
        MemberForm.Good when _destNumbers.HasMalformed => Malformed("dest.tn is no telephone number in a string"),
        MemberForm.Good when _destUris.HasMalformed => Malformed("dest.uri is no URI in a string"),
        MemberForm.Good => null,
    };

    private readonly PassportRefusal? ShakenRefusal() =>
        _attest == MemberForm.Absent ? Missing("attest")
        : _origId == MemberForm.Absent ? Missing("origid")
        : _attest == MemberForm.Malformed ? new PassportRefusal(VerificationFailure.ShakenClaimInvalid, "attest is none of A, B and C")
        : _origId == MemberForm.Malformed ? new PassportRefusal(VerificationFailure.ShakenClaimInvalid, "origid is no UUID")
        : null;

    private void ReadIssuedAt(ref StrictJsonReader reader)
    {
        reader.Read();
        _iat = MemberForm.Good;
        if (reader.TryGetNumericDate(out _issuedAt)) return;

        // The examples of RFC 8225 and of the early SHAKEN drafts write the number as a string.
        _isIatText = reader.GetString() is { Length: <= 12 } text
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && StrictJson.TryGetNumericDate(seconds, out _issuedAt);
        if (!_isIatText) _iat = MemberForm.Malformed;
        reader.Skip();
    }

    private void ReadOrig(ref StrictJsonReader reader)
    {
        if (!TryEnterObject(ref reader, out _orig)) return;
        while (reader.ReadName())
        {
            if (reader.Is("tn"u8)) _origNumber = PartyMember.ReadNumber(ref reader);
            else if (reader.Is("uri"u8)) _origUri = PartyMember.ReadUri(ref reader);
            else reader.Skip();
        }
    }

    private void ReadDest(ref StrictJsonReader reader)
    {
        if (!TryEnterObject(ref reader, out _dest)) return;
        while (reader.ReadName())
        {
            if (reader.Is("tn"u8)) _destNumbers.Read(ref reader, isNumbers: true);
            else if (reader.Is("uri"u8)) _destUris.Read(ref reader, isNumbers: false);
            else reader.Skip();
        }
    }

    private void ReadAttest(ref StrictJsonReader reader)
    {
        reader.Read();
        Attestation? attestation = reader.TokenType != JsonTokenType.String ? null
            : reader.Is("A"u8) ? Attestation.A
            : reader.Is("B"u8) ? Attestation.B
            : reader.Is("C"u8) ? Attestation.C
            : null;
        _attest = attestation is null ? MemberForm.Malformed : MemberForm.Good;
        _attestation = attestation.GetValueOrDefault();
        reader.Skip();
    }

    private void ReadOrigId(ref StrictJsonReader reader)
    {
        reader.Read();
        _origIdText = reader.IsUuid() ? reader.GetString() : null;
        _origId = _origIdText is null ? MemberForm.Malformed : MemberForm.Good;
        reader.Skip();
    }

    private static bool TryEnterObject(ref StrictJsonReader reader, out MemberForm form)
    {
        reader.Read();
        form = reader.TokenType == JsonTokenType.StartObject ? MemberForm.Good : MemberForm.Malformed;
        if (form == MemberForm.Malformed) reader.Skip();
        return form == MemberForm.Good;
    }
}
