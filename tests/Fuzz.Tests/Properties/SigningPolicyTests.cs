using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Passports;
using Shaken.Core.Tests.Support;

namespace Shaken.Fuzz.Tests.Properties;

/// <summary>What no signing policy may do, for any call.</summary>
public sealed class SigningPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<string> Name = Gen.Elements("a", "b", "c");

    private static readonly Gen<string> End = Gen.Elements("2026-11-21T12:00:00Z", "2026-11-21T12:00:01Z", "2020-01-01T00:00:00Z");

    private static readonly Gen<string> Digits = Laws.Text("12", 1, 4);

    private static readonly Gen<string> Block = Gen.OneOf(
        Digits, Digits.Select(digits => $"{digits}*"), Digits.Select(digits => $"{digits}1-{digits}2"));

    // A line of a number table that is well formed.
    private static readonly Gen<string> Row =
        from block in Block
        from rule in Name
        from customer in Gen.Elements("", "a", "b")
        from end in End
        from kind in Gen.Elements("assigned-by-us", "authorized")
        select $"{block},{rule},{kind},{customer},ref,{end}";

    private static readonly Gen<string> Table = Row.ArrayOf().Select(rows => string.Join('\n', rows.Take(12)));

    private static readonly Gen<string> Policy =
        from mode in Gen.Elements("ignored", "at-most")
        from others in Gen.Elements("B", "C", "refused")
        from end in End
        from customer in Gen.Elements("a", "b")
        select $$$"""
            {"askedAttestation":"{{{mode}}}","otherCalls":"{{{others}}}","customers":[{"name":"{{{customer}}}"},
             {"name":"c","evidence":{"kind":"authorized","reference":"r","expiresAt":"{{{end}}}"}}],
             "trunks":[{"name":"t"},{"name":"u","customer":"c"}]}
            """;

    private static readonly Gen<(string? Customer, string? Trunk, Attestation? Asked)> Caller =
        from customer in Gen.Elements<string?>("a", "b", "c", "x", null)
        from trunk in Gen.Elements<string?>("t", "u", "x", null)
        from asked in Gen.Elements<Attestation?>(Attestation.A, Attestation.B, Attestation.C, null)
        select (customer, trunk, asked);

    [Law]
    public Property Decision_IsNeverAboveItsEvidence() => Laws.Of(
        from policy in Policy
        from table in Table
        from number in Digits
        from caller in Caller
        select (policy, table, number, caller),
        drawn =>
        {
            if (!AssignedNumbersCsv.Read(Encoding.UTF8.GetBytes(drawn.table)).TryGet(out var numbers, out _)) return true;
            var rules = new SigningRules(PolicyOf(drawn.policy), numbers);
            var origin = rules.OriginOf(drawn.caller.Customer, drawn.caller.Trunk);
            var decided = rules.FindFull(new NumberParty(CallWorld.Number(drawn.number)), origin, Now) ?? rules.FindPartial(origin);
            var signed = rules.Under(decided, drawn.caller.Asked);
            if (signed is null) return decided is null || drawn.caller.Asked < decided.Attest;
            return signed.Attest >= decided!.Attest
                && (signed.Attest == Attestation.A) == (signed.Evidence?.HoldsAt(Now) == true)
                && (signed.Attest != Attestation.B || origin.Customer is not null || rules.Policy.OtherCalls == Attestation.B
                    || decided.Attest == Attestation.A);
        });

    // The look-up, against one that looks at every row.
    [Law]
    public Property Find_GivesWhatASearchOfAllRowsGives() => Laws.Of(
        from table in Table
        from number in Digits
        from customer in Gen.Elements<string?>("a", "b", null)
        select (table, number, customer),
        drawn =>
        {
            if (!AssignedNumbersCsv.Read(Encoding.UTF8.GetBytes(drawn.table)).TryGet(out var numbers, out _)) return true;
            var around = numbers.Rows.Where(row => IsIn(row.Block, drawn.number)).ToList();
            var narrowest = around.MinBy(row => (WidthOf(row.Block), row.Block.IsPrefix));
            var expected = around.Where(row => row.Block == narrowest!.Block)
                .FirstOrDefault(row => (row.Customer is null || row.Customer == drawn.customer) && row.Evidence.HoldsAt(Now));
            return expected?.Line == numbers.Find(CallWorld.Number(drawn.number), drawn.customer, Now)?.Line;
        });

    [Law]
    public Property Read_OfAnyOctets_IsATableOrNamesLines() => Laws.Of(
        Laws.Octets, octets => AssignedNumbersCsv.Read(octets).Match(_ => true, errors => errors.Count > 0 && errors.First.Count > 0));

    [Law]
    public Property Read_OfAnyText_IsATableOrNamesLines() => Laws.Of(
        Laws.Text("1,\"\n-* a", 0, 40),
        text => AssignedNumbersCsv.Read(Encoding.UTF8.GetBytes(text)).Match(
            _ => true, errors => errors.Count > 0 && errors.First.Count > 0));

    private static SigningPolicy PolicyOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return SigningPolicyReader.Read(document.RootElement).Value;
    }

    private static bool IsIn(AssignedBlock block, string number) => block.IsPrefix
        ? number.StartsWith(block.First.Value, StringComparison.Ordinal)
        : number.Length == block.First.Value.Length && string.CompareOrdinal(number, block.First.Value) >= 0
            && string.CompareOrdinal(number, block.Last.Value) <= 0;

    // With all numbers that begin as those of the block do; of a prefix and the number of its digits, the number is the narrower one.
    private static double WidthOf(AssignedBlock block) => Math.Pow(10, -block.First.Value.Length)
        * (1 + int.Parse(block.Last.Value, CultureInfo.InvariantCulture) - int.Parse(block.First.Value, CultureInfo.InvariantCulture));
}
