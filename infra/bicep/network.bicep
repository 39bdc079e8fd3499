// A region's network: a subnet for each zone, so that stores and vaults can tell the zones apart.
import { regionType } from 'types.bicep'

param name string
param region regionType
param zoneNames string[]
param tags object

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: '${name}-${region.name}'
  location: region.location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        region.addressSpace
      ]
    }
    // With the network, not beside it: a subnet of its own resource vanishes for a moment at each deployment.
    subnets: [for (zoneName, i) in zoneNames: {
      name: zoneName
      properties: {
        addressPrefix: cidrSubnet(region.addressSpace, 27, i)
        delegations: [
          {
            name: 'functions'
            properties: {
              serviceName: 'Microsoft.App/environments'
            }
          }
        ]
        // Global: the stores lie in the home region, whatever region the app is in.
        serviceEndpoints: [
          {
            service: 'Microsoft.Storage.Global'
          }
          {
            service: 'Microsoft.KeyVault'
          }
        ]
      }
    }]
  }
}
